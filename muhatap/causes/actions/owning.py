"""Word to whoever follows a cause: it came back, it holds, its department answered or asks."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from muhatap.causes.models import Cause
from muhatap.core.jobs import defer

MAIL = "muhatap.causes.jobs.mail_owner"
BACK, HOLDS, ACCEPTED, REFUSED, ASKED = "back", "holds", "accepted", "refused", "asked"


def tell_owner(cause: Cause, what: str) -> None:
    """Plan a mail to the owner, in the transaction of what happened; nobody's cause is on the board for everybody."""
    if cause.owner_id is not None:
        defer(MAIL, cause_id=cause.pk, what=what)


def mail_owner(cause_id: int, *, what: str) -> bool:
    """Send it in the owner's language; not to somebody who has left. Raises what the way out raises."""
    cause = Cause.objects.select_related("owner", "department").get(pk=cause_id)
    owner = cause.owner
    if owner is None or not owner.is_active:
        return False
    facts = {"cause": cause, "what": what, "link": settings.SITE_URL + reverse("causes:show", args=[cause.pk])}
    with override(owner.language):
        subject = " ".join(render_to_string("causes/mail/owner_subject.txt", facts).split())
        text = render_to_string("causes/mail/owner.txt", {**facts, "subject": subject, "owner": owner})
        EmailMessage(subject, text, to=[owner.email]).send()
    return True
