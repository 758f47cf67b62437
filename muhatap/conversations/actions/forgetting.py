"""What nobody will come back for."""

from datetime import datetime, timedelta

from django.db.models import Q

from muhatap.conversations.models import Attachment

# An answer begun yesterday still finds its files.
KEPT_UNSENT = timedelta(days=2)


def forget_unsent_files(*, now: datetime) -> int:
    """Remove what was uploaded long ago for a message that nobody sent or still drafts; return how many files.

    Only the rows go. Their bytes stay in the store, where a mail or another message may point at the same ones: a
    blob too many costs room, a blob too few loses what somebody was promised.
    """
    nobodys = Q(draft=None) | Q(draft__is_live=False)
    count, _ = Attachment.objects.filter(nobodys, message=None, created_at__lt=now - KEPT_UNSENT).delete()
    return count
