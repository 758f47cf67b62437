"""Who reacts to what, on one page. A reaction runs in the transaction of the act that announced it."""

from collections.abc import Mapping, Sequence

from muhatap.core.events import Announcement, Reaction

REACTIONS: Mapping[type[Announcement], Sequence[Reaction]] = {}
