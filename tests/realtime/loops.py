"""An event loop of a test's own."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import wraps


def in_own_loop(test: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """Run an asynchronous test in a thread of its own: Playwright keeps a loop running in the one of the tests."""

    @wraps(test)
    def run() -> None:
        failures: list[BaseException] = []

        def work() -> None:
            try:
                asyncio.run(_awaited(test))
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if failures:
            raise failures[0]

    return run


async def _awaited(test: Callable[[], Awaitable[None]]) -> None:
    await test()
