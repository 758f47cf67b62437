"""Counting what a customer is asked for a second time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from muhatap.conversations import asked_twice
from muhatap.conversations.asked_twice import Again, Told
from muhatap.conversations.models import AskedTwice, Attachment, Conversation, Direction, Message
from muhatap.core.compiled import compiled
from muhatap.core.models import Event
from muhatap.team.models import Agent

# A conversation longer than this is told by its newest messages.
MOST_READ = 60
# The event that says that somebody else has it since.
HANDED = ("HandOffAccepted",)


@dataclass(frozen=True)
class Counted:
    """How often we asked twice in some time, how often of that after a hand-off, and for what, the most first."""

    count: int
    after_hand_off: int
    kinds: Mapping[str, int]


def find(conversation: Conversation, draft: str) -> list[Again]:
    """Return what a draft asks for although the customer has given it. Reads the thread only if it asks at all."""
    return asked_twice.find(draft, told_in(conversation)) if asked_twice.asked_for(draft) else []


def note(message_id: int) -> list[AskedTwice]:
    """Write down what a reply that was sent asks for a second time. Twice for the same reply changes nothing."""
    # Most replies ask for nothing: their words are all that is read of them.
    if not any(asked_twice.asked_for(text) for (text,) in _words_of(message_id)):
        return []
    message = Message.objects.select_related("conversation", "author").get(pk=message_id)
    rows = [
        AskedTwice(
            conversation=message.conversation,
            message=message,
            kind=again.kind,
            by=message.author,
            at=message.at,
            given_at=again.given.at,
            is_after_hand_off=_was_handed(message.conversation, since=again.given.at),
        )
        for again in find(message.conversation, message.text)
    ]
    return AskedTwice.objects.bulk_create(rows, ignore_conflicts=True) if rows else []


def forget(message_id: int) -> None:
    """What was taken back was never asked."""
    AskedTwice.objects.filter(message=message_id).delete()


def told_in(conversation: Conversation) -> list[Told]:
    """Return what the customer said in a conversation, oldest first."""
    theirs = conversation.messages.filter(direction=Direction.IN, machine="").order_by("-at", "-pk")
    said = list(theirs.values_list("pk", "text", "at", "people")[:MOST_READ])[::-1]
    with_picture = _with_picture([pk for pk, *_ in said])
    return [Told(text, at, pk in with_picture, _sender(people)) for pk, text, at, people in said]


def counted(agent: Agent, *, since: datetime) -> Counted:
    """Return how often customers of an agent's brands were asked twice."""
    found = AskedTwice.objects.filter(at__gte=since, conversation__in=Conversation.objects.of_brands(agent))
    rows = found.values_list("kind").annotate(count=Count("pk"), handed=Count("pk", filter=Q(is_after_hand_off=True)))
    kinds = {kind: count for kind, count, _ in sorted(rows, key=lambda row: -row[1])}
    return Counted(sum(kinds.values()), sum(handed for *_, handed in rows), kinds)


@compiled
def _words_of(message_id: int) -> QuerySet[Message, tuple[str]]:
    return Message.objects.filter(pk=message_id, direction=Direction.OUT, machine="").values_list("text")


def _was_handed(conversation: Conversation, *, since: datetime) -> bool:
    return Event.objects.filter(subject=f"conversation:{conversation.pk}", name__in=HANDED, at__gt=since).exists()


def _with_picture(numbers: Collection[int]) -> set[int]:
    pictures = Attachment.objects.filter(message__in=numbers, content_type__startswith="image/", is_inline=False)
    return set(pictures.values_list("message", flat=True))


def _sender(people: Mapping[str, Mapping[str, str]]) -> str:
    return (people.get("from") or {}).get("address", "")
