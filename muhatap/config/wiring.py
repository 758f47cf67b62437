"""Who reacts to what, on one page. A reaction runs in the transaction of the act that announced it."""

from collections.abc import Mapping, Sequence

from muhatap.conversations import reactions as conversations
from muhatap.core.events import Announcement, Reaction
from muhatap.team.events import AgentDeactivated

REACTIONS: Mapping[type[Announcement], Sequence[Reaction]] = {
    AgentDeactivated: [conversations.return_work],
}
