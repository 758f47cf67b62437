"""What conversations do when something happens to the people who answer."""

from django.utils import timezone

from muhatap.conversations.actions import assigning, returning
from muhatap.conversations.assignment import AUTOMATIC
from muhatap.conversations.events import ConversationOpened, ConversationReopened, ConversationWoken, StatusChanged
from muhatap.conversations.models import Conversation, Status, Woken
from muhatap.team.events import AgentDeactivated


def return_work(event: AgentDeactivated) -> None:
    """Put an agent's conversations back into their queues, so that nobody waits for one who has left."""
    returning.return_all_work(event.agent_id)


def give_out(event: ConversationOpened) -> None:
    """Give a new conversation to somebody in the transaction that stores it, where its queue works by itself."""
    new = Conversation.objects.filter(pk=event.conversation_id, assigned_to=None, status=Status.OPEN)
    ways = new.values_list("team__assignment", "brand__assignment").first()
    if ways and (ways[0] or ways[1]) in AUTOMATIC:
        assigning.give_out(new.select_related("team", "brand").get(), now=timezone.now())


def look_after(event: ConversationReopened | ConversationWoken | StatusChanged) -> None:
    """See to one that came back by itself while its owner may have gone. What people bring back is theirs to see to."""
    if event.why != Woken.BY_HAND:
        returning.plan_to_look_after(event.conversation_id)
