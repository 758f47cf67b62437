"""What makes the desk read a conversation anew."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from muhatap.conversations.events import MoveUndone
from muhatap.conversations.models import Conversation, Move


def note(event: Any) -> None:
    """Mark the conversation that an event tells of."""
    _mark([event.conversation_id])


def note_moved(event: MoveUndone) -> None:
    """Mark all conversations that share moves with this one: what comes back may have gone on to any of them."""
    known, new = set[int](), {event.conversation_id, event.other_id}
    while new:
        known |= new
        ways = (("source", "target"), ("target", "source"))
        new = {number for here, there in ways for number in _moves(here, there, new) if number not in known}
    _mark(known)


def note_customer(event: Any) -> None:
    """Mark the conversations of customers who were merged, split or joined again."""
    others = (getattr(event, name, None) for name in ("customer_id", "into_id", "other_id"))
    of_them = Conversation.objects.filter(customer__in=[number for number in others if number])
    _mark(of_them.values_list("pk", flat=True))


def _moves(here: str, there: str, numbers: Iterable[int]) -> Iterable[int]:
    return Move.objects.filter(**{f"{here}__in": numbers}).values_list(there, flat=True)


def _mark(numbers: Iterable[int]) -> None:
    # In the way of every act: a plain statement costs a third of what model instances do.
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO reports_mark (conversation_id) SELECT unnest(%s::bigint[])", [list(numbers)])
