"""What conversations do when something happens to the people who answer."""

from muhatap.conversations import actions
from muhatap.conversations.models import Conversation, Status
from muhatap.team.events import AgentDeactivated


def return_work(event: AgentDeactivated) -> None:
    """Give an agent's open conversations back to everybody, so that nobody waits for one who has left."""
    theirs = Conversation.objects.filter(assigned_to=event.agent_id).exclude(status=Status.CLOSED)
    for conversation in theirs.order_by("pk").iterator():
        actions.assign(conversation, to=None, by=None)
