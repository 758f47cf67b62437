"""What becomes of a reply, as the one who wrote it sees it: the worker, a real Postfix and the listener do the rest."""

import smtplib
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from muhatap.conversations.models import Channel, Delivery, DeliveryState
from muhatap.mail.models import BouncedRecipient, Security
from muhatap.team.models import Brand
from tests import make
from tests.browser.desk import Desk, mail_arrives
from tests.servers.desk import Listener, Worker
from tests.servers.postfix import Postfix
from tests.servers.smtp import ScriptedServer, scripted

pytestmark = [pytest.mark.browser, pytest.mark.postfix]

# A process starts, a mail passes three servers: seconds on a quiet machine, and this one may be busy.
ON_ITS_WAY_MS = 40_000


@pytest.fixture
def customers_server() -> Iterator[ScriptedServer]:
    with scripted() as running:
        yield running


@pytest.fixture
def listener(transactional_db: None, tmp_path: Path, blob_folder: Path) -> Iterator[Listener]:
    with Listener(home=tmp_path, blobs=blob_folder) as running:
        yield running


@pytest.fixture
def postfix(customers_server: ScriptedServer, listener: Listener) -> Iterator[Postfix]:
    """Passes example.com on to the customer's server, and what comes back for the shop to the desk."""
    running = Postfix(
        transports={
            "example.com": f"smtp:[127.0.0.1]:{customers_server.port}",
            "carsi.example": f"lmtp:inet:127.0.0.1:{listener.lmtp_port}",
        },
        answers={"asla@example.com": "550 5.7.1 Never here"},
    )
    with running:
        yield running


@pytest.fixture
def worker(postfix: Postfix, tmp_path: Path, blob_folder: Path) -> Iterator[Worker]:
    with Worker(home=tmp_path, blobs=blob_folder, SSL_CERT_FILE=str(postfix.certificate)) as running:
        yield running


@pytest.fixture
def shop(carsi: Brand, postfix: Postfix, worker: Worker) -> Channel:
    return make.channel(
        brand=carsi,
        address="destek@carsi.example",
        smtp_host="localhost",
        smtp_port=postfix.port,
        smtp_security=Security.STARTTLS,
    )


def test_a_reply_with_a_file_goes_out_is_seen_delivered_and_is_answered(
    desk: Desk, shop: Channel, postfix: Postfix, customers_server: ScriptedServer
) -> None:
    question = mail_arrives(shop, "Faturamı gönderir misiniz?").message
    assert question is not None
    desk.open(f"/conversations/{question.conversation_id}/")
    desk.listen()
    desk.write("Elbette, faturanız ekte.")
    desk.page.locator("input[name=files]").set_input_files(
        {"name": "fatura şubat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 fatura"}
    )
    desk.send()

    expect(_state_of(desk, "faturanız ekte")).to_contain_text("Karşı sunucuya teslim edildi", timeout=ON_ITS_WAY_MS)
    ours = _received(customers_server)
    asked = f"<{question.letter.header_message_id}>"
    assert (ours["In-Reply-To"], ours["References"], ours["To"]) == (asked, asked, "Zeynep Aksoy <zeynep@example.com>")
    assert ours["Reply-To"].addresses[0].addr_spec.startswith("destek+")
    assert ours["Subject"] == "Re: Siparişim hâlâ gelmedi"
    assert [(file.get_filename(), file.get_content()) for file in ours.iter_attachments()] == [
        ("fatura şubat.pdf", b"%PDF-1.4 fatura")
    ]

    _answer(ours, "Çok teşekkürler, aldım.", by=postfix)

    expect(desk.messages).to_have_count(3, timeout=ON_ITS_WAY_MS)
    expect(desk.messages.last.locator(".prose")).to_have_text("Çok teşekkürler, aldım.")


@pytest.mark.slow
def test_a_reply_that_comes_back_says_so_where_it_was_written(
    desk: Desk, shop: Channel, customers_server: ScriptedServer
) -> None:
    customers_server.at_recipient = lambda address: "550 5.1.1 No such user here"
    question = mail_arrives(shop, "Siparişim nerede?").message
    assert question is not None
    desk.open(f"/conversations/{question.conversation_id}/")
    desk.listen()
    desk.write("Yarın kapınızda.")
    desk.send()

    state = _state_of(desk, "Yarın kapınızda.")
    expect(state).to_contain_text("Bu yanıt geri döndü: müşteriye ulaşmadı", timeout=ON_ITS_WAY_MS)
    expect(state).to_contain_text("zeynep@example.com")
    expect(state).to_contain_text("No such user here")
    assert BouncedRecipient.objects.get().status == "5.1.1"
    assert Delivery.objects.get().state == DeliveryState.BOUNCED


@pytest.mark.slow
def test_a_reply_that_the_server_refuses_shows_its_words_and_goes_again(
    desk: Desk, shop: Channel, postfix: Postfix, customers_server: ScriptedServer
) -> None:
    question = mail_arrives(shop, "Siparişim nerede?", sender="Zeynep Aksoy <asla@example.com>").message
    assert question is not None
    desk.open(f"/conversations/{question.conversation_id}/")
    desk.listen()
    desk.write("Yarın kapınızda.")
    desk.send()

    state = _state_of(desk, "Yarın kapınızda.")
    expect(state).to_contain_text("Bu yanıt gönderilemedi", timeout=ON_ITS_WAY_MS)
    expect(state).to_contain_text("550 5.7.1")
    expect(state).to_contain_text("Never here")
    assert customers_server.taken == []

    postfix.answer({"asla@example.com": "OK"})
    state.get_by_role("button", name="Yeniden gönder").click()

    expect(state).to_contain_text("Karşı sunucuya teslim edildi", timeout=ON_ITS_WAY_MS)
    assert _received(customers_server)["To"] == "Zeynep Aksoy <asla@example.com>"
    assert len(customers_server.taken) == 1


def _state_of(desk: Desk, words: str) -> Locator:
    """What the message of ours with these words says about its way."""
    return desk.page.locator(".msg.us", has_text=words).locator(".delivery, .notice")


def _received(server: ScriptedServer) -> EmailMessage:
    give_up_at = time.monotonic() + ON_ITS_WAY_MS / 1000
    while not server.taken:
        assert time.monotonic() < give_up_at, "the customer's server got nothing"
        time.sleep(0.1)
    return server.taken[-1].message


def _answer(ours: EmailMessage, text: str, *, by: Postfix) -> None:
    """The customer's answer as a mail program writes it: to the Reply-To, naming what it answers."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "zeynep@example.com", ours["Reply-To"], "Re: Siparişim"
    letter["Message-ID"], letter["In-Reply-To"] = "<yanit-1@example.com>", ours["Message-ID"]
    letter["References"] = f"{ours['References']} {ours['Message-ID']}"
    letter.set_content(text)
    with smtplib.SMTP("127.0.0.1", by.port) as door:
        door.send_message(letter)
