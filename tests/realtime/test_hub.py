"""What an open page gets to hear."""

import asyncio
from typing import Any

from muhatap.realtime import tokens
from muhatap.realtime.feed import Heard
from muhatap.realtime.hub import LONGEST_SPREAD_MS, QUEUE_LENGTH, Hub, spread_ms
from tests.realtime.loops import in_own_loop


class Browser:
    """The other end of a stream, as the server sees it."""

    def __init__(self, hub: Hub, query: str, *, last_event_id: int | None = None) -> None:
        headers = [(b"last-event-id", str(last_event_id).encode())] if last_event_id else []
        self.scope = {"type": "http", "query_string": query.encode(), "headers": headers}
        self.sent: list[dict[str, Any]] = []
        self._gone = asyncio.Event()
        self.task = asyncio.create_task(hub(self.scope, self._receive, self._send))  # type: ignore[arg-type]

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)

    async def leave(self) -> str:
        await asyncio.sleep(0.05)
        self._gone.set()
        await self.task
        return b"".join(message.get("body", b"") for message in self.sent).decode()


def _hub() -> Hub:
    return Hub("postgresql:///never", channel="never")


def _query(topics: str) -> str:
    return f"topics={topics}&token={tokens.issue(7)}"


def _bells(text: str) -> list[str]:
    return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]


@in_own_loop
async def test_a_page_hears_its_own_topics_and_no_others() -> None:
    hub = _hub()
    page = Browser(hub, _query("inbox,conversation:42,agent:8"))
    await asyncio.sleep(0.05)
    for number, topic in enumerate(["conversation:42", "conversation:43", "agent:8", "inbox"], start=1):
        hub.ring(Heard(number, topic, "changed"))

    assert _bells(await page.leave()) == [
        '{"topic": "conversation:42", "kind": "changed"}',
        '{"topic": "inbox", "kind": "changed"}',
    ]


@in_own_loop
async def test_without_a_good_token_there_is_no_stream() -> None:
    page = Browser(_hub(), "topics=inbox&token=forged")

    assert "Reload the page" in await page.leave()
    assert page.sent[0]["status"] == 403


@in_own_loop
async def test_a_page_that_comes_back_gets_what_it_missed() -> None:
    hub = _hub()
    for number in (1, 2, 3):
        hub.ring(Heard(number, "inbox", f"ring {number}"))

    page = Browser(hub, _query("inbox"), last_event_id=1)

    assert _bells(await page.leave()) == [
        '{"topic": "inbox", "kind": "ring 2"}',
        '{"topic": "inbox", "kind": "ring 3"}',
    ]


@in_own_loop
async def test_a_page_that_was_away_too_long_is_told_to_fetch_again() -> None:
    page = Browser(_hub(), _query("inbox"), last_event_id=1)

    assert _bells(await page.leave()) == ['{"topic": "*", "kind": "refetch"}']


@in_own_loop
async def test_a_page_that_does_not_keep_up_is_told_to_fetch_again() -> None:
    hub = _hub()
    page = Browser(hub, _query("inbox"))
    await asyncio.sleep(0.05)
    for number in range(1, QUEUE_LENGTH + 2):
        hub.ring(Heard(number, "inbox", "changed"))

    assert _bells(await page.leave())[0] == '{"topic": "*", "kind": "refetch"}'


def test_a_small_team_fetches_at_once_and_a_large_one_one_after_the_other() -> None:
    assert spread_ms(1) == spread_ms(10) == 0
    assert 1_000 < spread_ms(50) < spread_ms(90)
    assert spread_ms(5_000) == LONGEST_SPREAD_MS


@in_own_loop
async def test_pages_of_a_large_team_hear_over_which_time_to_fetch() -> None:
    hub = _hub()
    pages = [Browser(hub, _query("inbox")) for _ in range(30)]
    await asyncio.sleep(0.05)
    hub.ring(Heard(1, "inbox", "changed"))

    heard = {tuple(_bells(await page.leave())) for page in pages}
    assert all('"spread": ' in bells[0] for bells in heard)
