"""A worker is killed while it sends: what was not handed over goes again, what may have arrived is never repeated."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone

from muhatap.conversations import actions, outbox
from muhatap.conversations.models import Channel, Delivery, DeliveryState
from muhatap.team.models import Agent
from tests import make
from tests.servers.desk import database_url
from tests.servers.smtp import ScriptedServer

pytestmark = pytest.mark.django_db(transaction=True)

SEND = """
import sys, django
django.setup()
from django.utils import timezone
from muhatap.conversations import outbox
outbox.deliver(int(sys.argv[1]), now=timezone.now())
"""


@pytest.fixture
def delivery(channel: Channel, elif_: Agent) -> Delivery:
    conversation = make.conversation(channel=channel)
    people = {"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
    message = actions.reply(conversation, by=elif_, text="Yolda.", people=people, now=timezone.now(), undo_seconds=0)
    return message.delivery


class Sender:
    """A process of its own that sends one delivery, and dies when the story says so."""

    def __init__(self, delivery: Delivery) -> None:
        environment = {**os.environ, "DATABASE_URL": database_url(), "MUHATAP_BLOBS": str(settings.BLOB_ROOT)}
        self.process = subprocess.Popen([sys.executable, "-c", SEND, str(delivery.pk)], env=environment)

    def freeze(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _deliver_again(delivery: Delivery, until: Callable[[Delivery], bool]) -> Delivery:
    """Do what the sweep leads to, until the dead worker's lock is free (the server notices within moments)."""
    give_up_at = time.monotonic() + 15
    while True:
        outbox.deliver(delivery.pk, now=timezone.now())
        delivery.refresh_from_db()
        if until(delivery) or time.monotonic() > give_up_at:
            return delivery
        time.sleep(0.1)


def test_killed_between_the_servers_yes_and_our_commit(delivery: Delivery, server: ScriptedServer) -> None:
    said = threading.Event()
    started: list[Sender] = []

    def freeze() -> None:
        # The server's "250" reaches a worker that can read it no more.
        started[0].freeze()
        said.set()

    server.before_answer = freeze
    started.append(Sender(delivery))
    assert said.wait(30)
    time.sleep(0.3)
    started[0].kill()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.handed_over_at is not None) == (DeliveryState.SENDING, True)

    server.before_answer = lambda: None
    delivery = _deliver_again(delivery, until=lambda row: row.state != DeliveryState.SENDING)

    assert (delivery.state, delivery.is_uncertain) == (DeliveryState.FAILED, True)
    assert len(server.taken) == 1


@pytest.mark.slow
def test_killed_before_the_last_byte(delivery: Delivery, server: ScriptedServer) -> None:
    asked = threading.Event()

    def dawdle(address: str) -> str:
        asked.set()
        time.sleep(0.5)
        return "250 OK"

    server.at_recipient = dawdle
    sender = Sender(delivery)
    assert asked.wait(30)
    sender.kill()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.handed_over_at) == (DeliveryState.SENDING, None)

    server.at_recipient = lambda address: "250 OK"
    delivery = _deliver_again(delivery, until=lambda row: row.state == DeliveryState.SENT)

    assert (delivery.state, delivery.attempt_count) == (DeliveryState.SENT, 2)
    assert len(server.taken) == 1


@pytest.mark.slow
def test_left_alone_it_sends(delivery: Delivery, server: ScriptedServer) -> None:
    assert Sender(delivery).process.wait(30) == 0
    delivery.refresh_from_db()
    assert (delivery.state, len(server.taken)) == (DeliveryState.SENT, 1)
