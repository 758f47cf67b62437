"""The real shops that stories of connectors are told in."""

from collections.abc import Iterator

import pytest

from tests.servers import npm, vendure
from tests.servers.inbox import Inbox


@pytest.fixture(scope="session")
def news() -> Iterator[Inbox]:
    """Where the running Vendure sends its messages."""
    inbox = Inbox()
    yield inbox.start()
    inbox.stop()


@pytest.fixture(scope="session")
def vendure_shop(news: Inbox) -> Iterator[vendure.Vendure]:
    """A Vendure that all stories of a worker share; each buys what it needs."""
    try:
        with vendure.running(webhooks=news.address) as shop:
            yield shop
    except npm.NotInstalled as reason:
        pytest.skip(f"no Vendure: {reason}")
