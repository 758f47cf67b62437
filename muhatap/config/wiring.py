"""Who reacts to what, on one page. A reaction runs in the transaction of the act that announced it."""

from collections.abc import Mapping, Sequence

from muhatap.conversations import reactions as conversations
from muhatap.conversations.events import MessageReceived
from muhatap.core.events import Announcement, Reaction
from muhatap.mail.out import acknowledge
from muhatap.team.events import AgentDeactivated

REACTIONS: Mapping[type[Announcement], Sequence[Reaction]] = {
    MessageReceived: [acknowledge.plan],
    AgentDeactivated: [conversations.return_work],
}
