"""What a page and its server said to each other: shown beside a failure, which seldom happens twice."""

import time
from collections import deque

from playwright.sync_api import Error, Page, Request

SHOWN = 60


class Traffic:
    """The last requests of a page, with what became of each, and whether its bell was open."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._began = time.monotonic()
        self._lines: deque[str] = deque(maxlen=SHOWN)
        page.on("request", lambda request: self._note("asks", request))
        page.on("requestfinished", lambda request: self._note("has", request))
        page.on("requestfailed", lambda request: self._note(f"lost ({request.failure})", request))

    def told(self) -> str:
        try:
            line = self._page.evaluate("document.querySelector('.shell')?.dataset.line ?? 'none'")
        except Error as error:
            line = error.message
        return "\n".join([*self._lines, f"{self._now()} the bell: {line}"])

    def _note(self, what: str, request: Request) -> None:
        if request.resource_type in {"document", "xhr", "fetch", "eventsource", "ping"}:
            self._lines.append(f"{self._now()} {what} {request.method} {request.url[:200]}")

    def _now(self) -> str:
        return f"{time.monotonic() - self._began:7.2f} s"
