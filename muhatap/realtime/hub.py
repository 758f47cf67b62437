"""The ASGI side of the bell: streams of server-sent events, thousands to a process.

Realtime paths come here, every other request goes to Django (config/asgi.py). One queue a page; a page that does not
keep up is told to fetch everything again rather than being fed late rings one by one.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from muhatap.realtime import tokens
from muhatap.realtime.attendance import Attendance
from muhatap.realtime.feed import Feed, Heard

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_SECONDS = 20.0
QUEUE_LENGTH = 200
REMEMBERED = 10_000
REFETCH = Heard(0, "*", "refetch")
# What everybody shows (the list) would be fetched by everybody in the same moment: each page more spreads them further.
TOGETHER = 10
SPREAD_MS_EACH = 60
LONGEST_SPREAD_MS = 5_000


class Page:
    """One open browser page: the topics it shows and what it has still to hear."""

    def __init__(self, topics: set[str]) -> None:
        self.topics = topics
        self.queue: asyncio.Queue[Heard] = asyncio.Queue(QUEUE_LENGTH)

    def hear(self, ring: Heard) -> None:
        try:
            self.queue.put_nowait(ring)
        except asyncio.QueueFull:
            self._start_over()

    def _start_over(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(REFETCH)


class Hub:
    """All open pages of this process, and the one feed that rings for them."""

    def __init__(self, conninfo: str, *, channel: str) -> None:
        self._feed = Feed(conninfo, channel=channel, deliver=self.ring)
        self._pages: dict[str, set[Page]] = defaultdict(set)
        self._remembered: deque[Heard] = deque(maxlen=REMEMBERED)
        self._attendance = Attendance(conninfo)
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._running = [asyncio.create_task(self._feed.follow()), asyncio.create_task(self._attendance.keep())]

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def ring(self, ring: Heard) -> None:
        self._remembered.append(ring)
        for page in list(self._pages.get(ring.topic, ())):
            page.hear(ring)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        agent_id = tokens.agent_of(query.get("token", [""])[0])
        if agent_id is None:
            await _refuse(send, 403, "The stream's token is missing or too old. Reload the page.")
            return
        asked = ",".join(query.get("topics", [])).split(",")
        page = Page({topic for topic in asked if topic and tokens.may_hear(agent_id, topic)})
        self._replay(page, last_id=_last_event_id(scope, query))
        self._attendance.come(agent_id)
        try:
            await self._stream(page, receive, send)
        finally:
            self._attendance.go(agent_id)

    def _replay(self, page: Page, *, last_id: int | None) -> None:
        """Hand on what rang since the page last listened; when that is no longer known, tell it to fetch again."""
        if last_id is None:
            return
        remembered = list(self._remembered)
        positions = [index for index, ring in enumerate(remembered) if ring.id == last_id]
        if not positions:
            page.hear(REFETCH)
            return
        for ring in remembered[positions[0] + 1 :]:
            if ring.topic in page.topics:
                page.hear(ring)

    async def _stream(self, page: Page, receive: Receive, send: Send) -> None:
        for topic in page.topics:
            self._pages[topic].add(page)
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
            await send(_chunk("retry: 1000\n: here\n\n"))
            await self._feed_page(page, gone, send)
        finally:
            gone.cancel()
            self._forget(page)

    async def _feed_page(self, page: Page, gone: asyncio.Task[None], send: Send) -> None:
        while not gone.done():
            waiting = asyncio.create_task(page.queue.get())
            await asyncio.wait({waiting, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                ring = waiting.result()
                await send(_chunk(_as_event(ring, spread_ms=spread_ms(len(self._pages.get(ring.topic, ()))))))
            else:
                waiting.cancel()
                if not gone.done():
                    await send(_chunk(": still here\n\n"))

    def _forget(self, page: Page) -> None:
        for topic in page.topics:
            self._pages[topic].discard(page)
            if not self._pages[topic]:
                del self._pages[topic]


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def spread_ms(page_count: int) -> int:
    """Return over how many milliseconds this many pages should spread their fetching after one ring."""
    return min(max(page_count - TOGETHER, 0) * SPREAD_MS_EACH, LONGEST_SPREAD_MS)


def _as_event(ring: Heard, *, spread_ms: int) -> str:
    numbered = f"id: {ring.id}\n" if ring.id else ""
    data: dict[str, str | int] = {"topic": ring.topic, "kind": ring.kind}
    if spread_ms:
        data["spread"] = spread_ms
    return f"{numbered}event: bell\ndata: {json.dumps(data)}\n\n"


def _chunk(text: str) -> MutableMapping[str, Any]:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


def _last_event_id(scope: Scope, query: dict[str, list[str]]) -> int | None:
    headers = dict(scope["headers"])
    value = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("last", [""])[0]
    return int(value) if value.isdecimal() else None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})
