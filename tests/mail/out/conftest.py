"""A shop whose mail goes out through a server that the story can talk to."""

from collections.abc import Iterator

import pytest

from muhatap.conversations.models import Channel
from muhatap.mail.models import Security
from muhatap.team.models import Brand
from tests import make
from tests.servers.smtp import ScriptedServer, scripted


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted() as running:
        yield running


@pytest.fixture
def channel(carsi: Brand, server: ScriptedServer) -> Channel:
    return make.channel(
        brand=carsi,
        address="destek@carsi.example",
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security=Security.NONE,
    )
