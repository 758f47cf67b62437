"""What reasons and causes do when something happens to conversations, and to causes. Each in the act's transaction."""

from muhatap.causes import actions
from muhatap.causes.actions import owning
from muhatap.causes.events import CauseTurned
from muhatap.causes.models import Cause, State
from muhatap.conversations.events import ConversationMerged


def follow_merge(event: ConversationMerged) -> None:
    actions.follow_merge(event.conversation_id, into_id=event.into_id)


def tell_owner(event: CauseTurned) -> None:
    """Tell whoever follows a cause what nobody at the desk did: its department, or the numbers."""
    if not event.is_by_itself:
        return
    what = {
        State.ACCEPTED: owning.ACCEPTED,
        State.REFUSED: owning.REFUSED,
        State.VERIFIED: owning.HOLDS,
        # What was never confirmed has not come back: the fix has not shown.
        State.HEARD: {State.VERIFIED: owning.BACK, State.FIXED: owning.UNSHOWN}.get(State(event.was), ""),
    }.get(State(event.state), "")
    if what:
        cause = Cause.objects.get(pk=event.cause_id)
        owning.tell_owner(cause, what, mark=cause.turns.order_by("-pk").values_list("pk", flat=True)[0])
