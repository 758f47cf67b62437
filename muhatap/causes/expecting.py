"""What a customer may expect can depend on why they write: telling conversations which reason theirs has."""

from collections.abc import Sequence

from muhatap.causes import queries, suggesting
from muhatap.causes.events import ReasonChosen
from muhatap.causes.models import Choice, Reason
from muhatap.conversations import actions as conversations
from muhatap.conversations import reasons
from muhatap.conversations.events import ConversationMerged, MessageReceived
from muhatap.conversations.models import Conversation

# A guess that is less certain changes nobody's time: it may be the wrong reason's, and longer.
SURE = 0.75


def register() -> None:
    reasons.offer(_groups, _names)


def note_reason(event: ReasonChosen) -> None:
    """Let the times of a conversation follow the reason that somebody chose."""
    _note(event.conversation_id, event.reason_id)


def note_guess(event: MessageReceived) -> None:
    """Let them follow the guess until somebody chooses, where any time depends on a reason at all."""
    if not event.is_first or event.is_automatic or not conversations.is_by_reason():
        return
    conversation = Conversation.objects.select_related("brand").get(pk=event.conversation_id)
    if conversation.is_spam or Choice.objects.filter(conversation=conversation).exists():
        return
    guess = next(iter(suggesting.suggest(conversation)), None)
    if guess is not None and guess.certainty >= SURE:
        _note(conversation.pk, guess.reason.pk)


def follow_merge(event: ConversationMerged) -> None:
    """Give the survivor the reason that it has taken over, after the choices went along."""
    chosen = Choice.objects.filter(conversation=event.into_id).values_list("reason", flat=True).first()
    if chosen is not None:
        _note(event.into_id, chosen)


def _note(conversation_id: int, reason_id: int | None) -> None:
    parents = dict(Reason.objects.filter(pk=reason_id).values_list("pk", "parent")) if reason_id else {}
    numbers = [number for pair in parents.items() for number in pair if number is not None]
    conversations.note_reasons(Conversation.objects.get(pk=conversation_id), reason_ids=numbers)


def _groups() -> reasons.Groups:
    return [
        (group.name, [(group.pk, group.name), *((each.pk, each.name) for each in below)])
        for group, below in queries.tree()
    ]


def _names(numbers: Sequence[int]) -> dict[int, str]:
    return {each.pk: each.name for each in Reason.objects.filter(pk__in=numbers)}
