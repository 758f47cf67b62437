"""The whole way on a real mail server: out by SMTP, on to the customer's server, and back by LMTP when it fails."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from muhatap.conversations import actions, outbox
from muhatap.conversations.models import Channel, Delivery, DeliveryState, Message
from muhatap.mail.letter.parse import parse
from muhatap.mail.models import BouncedRecipient, Security
from muhatap.team.models import Agent, Brand
from tests import make
from tests.servers.desk import Listener
from tests.servers.postfix import Postfix
from tests.servers.smtp import ScriptedServer

pytestmark = [pytest.mark.postfix, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    """The desk's end of the way back; only some stories need it to listen."""
    return Listener(home=tmp_path, blobs=tmp_path / "blobs")


@pytest.fixture
def listening(listener: Listener, postfix: Postfix) -> Iterator[Listener]:
    with listener:
        yield listener


@pytest.fixture
def postfix(server: ScriptedServer, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postfix]:
    """Passes example.com on to the customer's server, and what comes back for the shop to the desk."""
    running = Postfix(
        transports={
            "example.com": f"smtp:[127.0.0.1]:{server.port}",
            "carsi.example": f"lmtp:inet:127.0.0.1:{listener.lmtp_port}",
        },
        answers={"sonra@example.com": "450 4.2.1 Try later", "asla@example.com": "550 5.7.1 Never here"},
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    with running:
        yield running


@pytest.fixture
def shop(carsi: Brand, postfix: Postfix) -> Channel:
    return make.channel(
        brand=carsi,
        address="destek@carsi.example",
        smtp_host="localhost",
        smtp_port=postfix.port,
        smtp_security=Security.STARTTLS,
    )


def _reply(shop: Channel, by: Agent, *addresses: str) -> Delivery:
    conversation = make.conversation(channel=shop)
    people = {"to": [{"name": "", "address": address} for address in addresses], "cc": [], "bcc": []}
    message = actions.reply(
        conversation, by=by, text="Kargonuz yolda.", people=people, now=timezone.now(), undo_seconds=0
    )
    outbox.deliver(message.delivery.pk, now=timezone.now())
    message.delivery.refresh_from_db()
    return message.delivery


def _wait(for_: Callable[[], bool], *, seconds: float = 30) -> None:
    give_up_at = time.monotonic() + seconds
    while not for_():
        assert time.monotonic() < give_up_at, "it did not come about in time"
        time.sleep(0.1)


def test_a_reply_reaches_the_customer_by_starttls(shop: Channel, elif_: Agent, server: ScriptedServer) -> None:
    delivery = _reply(shop, elif_, "zeynep@example.com")

    assert (delivery.state, delivery.answer[:4]) == (DeliveryState.SENT, "250 ")
    _wait(lambda: bool(server.taken))
    letter = parse(server.taken[0].data)
    assert "with ESMTPS" in letter.header("received")
    assert (letter.message_id, letter.visible_text.strip()) == (
        f"<{delivery.message.letter.header_message_id}>",
        "Kargonuz yolda.",
    )


def test_what_the_customers_server_refuses_comes_back_to_the_very_message(
    shop: Channel, elif_: Agent, server: ScriptedServer, listening: Listener
) -> None:
    server.at_recipient = lambda address: "550 5.1.1 No such user here" if address.startswith("murat") else "250 OK"
    fine = _reply(shop, elif_, "zeynep@example.com")
    failed = _reply(shop, elif_, "murat@example.com", "zeynep@example.com")
    assert failed.state == DeliveryState.SENT

    _wait(lambda: BouncedRecipient.objects.exists())

    failed.refresh_from_db()
    fine.refresh_from_db()
    assert (failed.state, fine.state) == (DeliveryState.BOUNCED, DeliveryState.SENT)
    assert failed.reason.startswith("murat@example.com: ")
    assert "No such user here" in failed.reason
    bounced = BouncedRecipient.objects.get()
    assert (bounced.message, bounced.status) == (failed.message, "5.1.1")
    assert bounced.notice is not None
    assert bounced.notice.conversation_id == failed.message.conversation_id
    assert failed.message.conversation.messages.count() == 3
    # Sent again, it goes to the one whom it missed.
    server.at_recipient = lambda address: "250 OK"
    outbox.retry(failed, by=elif_, now=timezone.now())
    outbox.deliver(failed.pk, now=timezone.now())
    _wait(lambda: server.taken[-1].recipients == ["murat@example.com"])


def test_the_mail_servers_own_no_and_not_now(shop: Channel, elif_: Agent) -> None:
    later = _reply(shop, elif_, "sonra@example.com")
    never = _reply(shop, elif_, "asla@example.com")

    assert (later.state, "450 4.2.1" in later.reason) == (DeliveryState.QUEUED, True)
    assert (never.state, "550 5.7.1" in never.answer) == (DeliveryState.FAILED, True)


@pytest.mark.slow
def test_a_mail_server_that_was_down_gets_the_mail_once(
    shop: Channel, elif_: Agent, server: ScriptedServer, postfix: Postfix
) -> None:
    postfix.stop()
    delivery = _reply(shop, elif_, "zeynep@example.com")
    assert delivery.state == DeliveryState.QUEUED

    postfix.start()
    outbox.deliver(delivery.pk, now=delivery.not_before)

    _wait(lambda: bool(server.taken))
    delivery.refresh_from_db()
    assert (delivery.state, len(server.taken)) == (DeliveryState.SENT, 1)


def test_the_customers_answer_comes_back_by_lmtp(
    shop: Channel, elif_: Agent, server: ScriptedServer, postfix: Postfix, listening: Listener
) -> None:
    import smtplib

    delivery = _reply(shop, elif_, "zeynep@example.com")
    _wait(lambda: bool(server.taken))
    ours = server.taken[0].message
    back = f"From: zeynep@example.com\r\nTo: {ours['Reply-To']}\r\nSubject: Re\r\n\r\nSağ olun\r\n".encode()

    with smtplib.SMTP("127.0.0.1", postfix.port) as door:
        door.sendmail("zeynep@example.com", [ours["Reply-To"].addresses[0].addr_spec], back)

    _wait(lambda: Message.objects.filter(text__contains="Sağ olun").exists())
    assert Message.objects.get(text__contains="Sağ olun").conversation_id == delivery.message.conversation_id
