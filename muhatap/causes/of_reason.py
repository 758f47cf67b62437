"""Which conversations were written for a reason, for what is counted by it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from muhatap.causes.models import Choice, Reason
from muhatap.conversations.models import Conversation
from muhatap.core.page_memory import once_a_page

# In the place of a reason's number: nobody has said it, or said "not known yet".
NOT_SAID = 0


def conversations(reason_id: int) -> QuerySet[Any]:
    """Return the numbers of the conversations with a reason, a group's with those under it, also what was put away.

    As it is said now: who says something else, merges reasons or splits one moves their past as well.
    """
    if reason_id == NOT_SAID:
        said = Choice.objects.filter(conversation=OuterRef("pk"), reason__isnull=False)
        return Conversation.objects.filter(~Exists(said)).order_by().values("pk")
    under = Reason.objects.filter(parent=reason_id).values_list("pk", flat=True)
    return Choice.objects.filter(reason__in=[reason_id, *under]).order_by().values("conversation")


@once_a_page
def groups(*, also: int | None = None) -> list[tuple[Reason, list[Reason]]]:
    """Return the reasons that conversations may stand under: those in use, and put-away ones with conversations.

    And `also` that one, whatever became of it.
    """
    away = Reason.objects.filter(Exists(Choice.objects.filter(reason=OuterRef("pk"))), is_archived=True)
    told = {*away.values_list("pk", flat=True), also}
    every = list(Reason.objects.all())
    kept = [each for each in every if each.pk in told or not each.is_archived]
    under = [(each, [one for one in kept if one.parent_id == each.pk]) for each in every if each.parent_id is None]
    return [(group, own) for group, own in under if own or group in kept]
