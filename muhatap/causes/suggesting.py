"""What the desk believes a customer's reason is, from what people confirmed before. It would rather say nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from muhatap.causes import queries
from muhatap.causes.models import Lesson, Reason
from muhatap.causes.thinking import learning
from muhatap.conversations.models import Conversation, Direction, Message
from muhatap.orders.models import Tie

MOST_READ = 4_000
# One model for each brand of a desk; each is some hundred kilobytes.
MODELS_KEPT = 6


@dataclass(frozen=True)
class Suggestion:
    """One of up to three; `certainty` is how often such a guess was right before, 0 to 1."""

    reason: Reason
    certainty: float

    @property
    def percent(self) -> int:
        return round(100 * self.certainty)


def suggest(conversation: Conversation) -> Sequence[Suggestion]:
    """Return up to three reasons, the likeliest first; none when the desk does not know."""
    newest = Lesson.objects.filter(brand=conversation.brand_id).order_by("-at").values_list("pk", flat=True).first()
    if newest is None:
        return []
    model = _model(newest)
    if model is None:
        return []
    known = {each.pk: each for each in queries.leaves()}
    guesses = model.guess(text_of(conversation), hints_of(conversation))
    return [Suggestion(known[each.reason_id], each.certainty) for each in guesses if each.reason_id in known]


def text_of(conversation: Conversation) -> str:
    """Return what a reason is read from: the subject and the customer's first message."""
    theirs = Message.objects.filter(conversation=conversation, direction=Direction.IN, machine="")
    first = theirs.order_by("at", "pk").values_list("text", flat=True).first() or ""
    return f"{conversation.subject}\n{first[:MOST_READ]}"


def hints_of(conversation: Conversation) -> tuple[str, ...]:
    """Return what is known beside the text: how the order that it is about stands."""
    state = Tie.objects.filter(conversation=conversation).values_list("order__state", flat=True).first()
    return (f"order:{state}",) if state else ()


@lru_cache(maxsize=MODELS_KEPT)
def _model(lesson_id: int) -> learning.Model | None:
    data = Lesson.objects.filter(pk=lesson_id).values_list("model", flat=True).first()
    try:
        return learning.load(bytes(data)) if data else None
    except learning.Unreadable:
        # Written by another version; the next night writes it anew.
        return None
