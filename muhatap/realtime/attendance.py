"""Notes who has a page open, for those who ask later whether somebody is there.

One statement a minute for everybody of this process, and one at once for somebody who comes. Nothing is written when
they go: the last note grows old, also when the process dies.
"""

import asyncio
import logging
from collections import Counter

import psycopg

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0

_SEEN = (
    "INSERT INTO realtime_listener (agent_id, seen_at) SELECT unnest(%s::bigint[]), now() "
    "ON CONFLICT (agent_id) DO UPDATE SET seen_at = excluded.seen_at"
)


class Attendance:
    """The agents with an open page in this process."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._pages: Counter[int] = Counter()
        self._noted: set[int] = set()
        self._somebody_came = asyncio.Event()

    def come(self, agent_id: int) -> None:
        self._pages[agent_id] += 1
        # Each click opens a page and leaves another; once a minute is enough.
        if agent_id not in self._noted:
            self._somebody_came.set()

    def go(self, agent_id: int) -> None:
        self._pages[agent_id] -= 1
        if self._pages[agent_id] <= 0:
            del self._pages[agent_id]

    async def keep(self) -> None:
        """Note for ever. A note that fails is made up for by the next."""
        while True:
            self._noted.clear()
            over = asyncio.get_running_loop().time() + EVERY_SECONDS
            await self._note()
            while await self._come_before(over):
                await self._note()

    async def _come_before(self, over: float) -> bool:
        try:
            async with asyncio.timeout_at(over):
                await self._somebody_came.wait()
        except TimeoutError:
            return False
        return True

    async def _note(self) -> None:
        self._somebody_came.clear()
        present = [agent_id for agent_id in self._pages if agent_id not in self._noted]
        self._noted.update(present)
        if not present:
            return
        try:
            async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                await connection.execute(_SEEN, [present])
        except (psycopg.Error, OSError) as error:
            logger.warning("who is here could not be noted (%s); trying again in a minute", type(error).__name__)
