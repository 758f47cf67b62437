"""What arrives at the other side when an agent answers."""

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from muhatap.conversations import actions, outbox
from muhatap.conversations.models import Attachment, Channel, Delivery, DeliveryState, Message
from muhatap.core import blobs
from muhatap.mail.actions import receive
from muhatap.mail.models import Earlier, Mailbox, Security, SignIn
from muhatap.team.models import Agent
from tests import make
from tests.mail.letters import letter
from tests.servers.smtp import ScriptedServer, Taken, scripted

pytestmark = pytest.mark.django_db


def _answer(channel: Channel, by: Agent | None, *, text: str = "Yolda.", **given: object) -> Delivery:
    row = receive(
        letter("Nerede?", message_id="<iki@example.com>", References="<bir@example.com>"),
        channel=channel,
        source="lmtp",
        now=timezone.now(),
    )
    assert row.message is not None
    message = actions.reply(
        row.message.conversation,
        by=by,
        text=text,
        people={
            "to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}],
            "cc": [{"name": "", "address": "murat@example.com"}],
            "bcc": [{"name": "", "address": "muhasebe@carsi.example"}],
        },
        now=timezone.now(),
        undo_seconds=0,
        **given,  # type: ignore[arg-type]
    )
    return message.delivery


def _sent(delivery: Delivery, server: ScriptedServer) -> Taken:
    outbox.deliver(delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.reason
    return server.taken[-1]


def test_an_answer_threads_and_is_signed(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    brand = channel.brand
    brand.signature = "{agent}\n{title}\n{brand}"
    brand.save()
    delivery = _answer(channel, elif_)

    taken = _sent(delivery, server)

    mail = taken.message
    assert mail["Subject"] == "Re: Siparişim hâlâ gelmedi"
    assert str(mail["From"].addresses[0]) == "Elif Kaya (Çarşı) <destek@carsi.example>".replace(
        "Elif Kaya (Çarşı)", '"Elif Kaya (Çarşı)"'
    )
    assert mail["In-Reply-To"] == "<iki@example.com>"
    assert mail["References"].split() == ["<bir@example.com>", "<iki@example.com>"]
    assert mail["Message-ID"] == f"<{delivery.message.letter.header_message_id}>"
    assert (mail["Auto-Submitted"], mail["List-Unsubscribe"], mail["Bcc"]) == (None, None, None)
    assert taken.recipients == ["zeynep@example.com", "murat@example.com", "muhasebe@carsi.example"]
    # The answer and the bounce each come to an address of their own.
    number = delivery.message.conversation_id
    assert mail["Reply-To"].addresses[0].addr_spec.startswith(f"destek+{number}-")
    assert taken.sender.startswith(f"destek+b{delivery.message_id}-")
    body = mail.get_body(("plain",))
    assert body is not None
    words = body.get_content().replace("\r\n", "\n")
    assert words.startswith("Yolda.\n\n-- \nElif Kaya\nMutluluk Kahramanı\nÇarşı\n\n")
    assert words.endswith("şunu yazdı:\n\n> Nerede?\n")


def test_a_mailbox_may_do_without_plus_addresses(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    Mailbox.objects.update(is_reply_address_signed=False, earlier_messages=Earlier.NONE)
    delivery = _answer(channel, elif_)

    taken = _sent(delivery, server)

    mail = taken.message
    assert (mail["Reply-To"], taken.sender) == (None, "destek@carsi.example")
    assert mail["Subject"] == f"Re: Siparişim hâlâ gelmedi [#{delivery.message.conversation_id}]"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Nerede?" not in body.get_content()


def test_all_earlier_messages_stand_below_but_no_note(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    Mailbox.objects.update(earlier_messages=Earlier.ALL)
    first = _answer(channel, elif_, text="Bakıyorum.")
    conversation = first.message.conversation
    actions.note(conversation, by=elif_, text="GİZLİ", now=timezone.now())
    last = actions.reply(
        conversation,
        by=elif_,
        text="Yolda.",
        people={"to": [{"name": "", "address": "zeynep@example.com"}]},
        now=timezone.now(),
        undo_seconds=0,
    )

    body = _sent(last.delivery, server).message.get_body(("plain",))

    assert body is not None
    words = body.get_content()
    assert words.index("> Bakıyorum.") < words.index("> Nerede?")
    assert "GİZLİ" not in words


def test_files_and_pictures_go_along(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    files = [
        Attachment.objects.create(
            uploaded_by=elif_, filename=name, content_type=kind, size=len(data), blob=blobs.put(data), content_id=cid
        )
        for name, kind, data, cid in (
            ("fatura.pdf", "application/pdf", b"%PDF-1.7", ""),
            ("foto.png", "image/png", b"\x89PNG", "foto"),
        )
    ]
    delivery = _answer(channel, elif_, html='<p>Ekte <img src="cid:foto"></p>', attachments=files)

    mail = _sent(delivery, server).message

    assert [part.get_filename() for part in mail.iter_attachments()] == ["fatura.pdf"]
    assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["foto.png", "fatura.pdf"]


def test_a_mail_is_signed_with_the_mailboxs_key(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    made = rsa.generate_private_key(65537, 2048)
    mailbox = Mailbox.objects.get()
    mailbox.dkim_selector = "muhatap"
    mailbox.set_secret(
        "dkim_key",
        made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )
    mailbox.save()
    public = made.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    taken = _sent(_answer(channel, elif_), server)

    from base64 import b64encode

    asked = []

    def names(name: bytes, timeout: float = 0) -> bytes:
        asked.append(name)
        return b"v=DKIM1; k=rsa; p=" + b64encode(public)

    assert dkim.verify(taken.data, dnsfunc=names)
    assert asked == [b"muhatap._domainkey.carsi.example."]


def test_a_broken_key_is_said_and_nothing_goes_unsigned(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    mailbox = Mailbox.objects.get()
    mailbox.dkim_selector = "muhatap"
    mailbox.set_secret("dkim_key", "not a key")
    mailbox.save()
    delivery = _answer(channel, elif_)

    outbox.deliver(delivery.pk, now=timezone.now())

    delivery.refresh_from_db()
    assert (delivery.state, "DKIM" in delivery.reason, server.taken) == (DeliveryState.QUEUED, True, [])


def test_an_address_that_no_mail_can_carry_fails_in_words(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    delivery = _answer(channel, elif_)
    Message.objects.filter(pk=delivery.message_id).update(people={"to": [{"name": "", "address": "şule@example.com"}]})

    outbox.deliver(delivery.pk, now=timezone.now())

    delivery.refresh_from_db()
    assert (delivery.state, "şule@example.com" in delivery.reason) == (DeliveryState.FAILED, True)


@pytest.mark.parametrize(("password", "state"), [("doğru parola", "sent"), ("yanlış", "queued")])
def test_it_signs_in_by_password(elif_: Agent, password: str, state: str) -> None:
    with scripted(ScriptedServer(password="doğru parola")) as server:
        channel = make.channel(
            smtp_host="127.0.0.1", smtp_port=server.port, smtp_security=Security.NONE, smtp_username="destek"
        )
        mailbox = Mailbox.objects.get()
        mailbox.set_secret("smtp_password", password)
        mailbox.save()
        delivery = _answer(channel, elif_)

        outbox.deliver(delivery.pk, now=timezone.now())

        delivery.refresh_from_db()
        mailbox.refresh_from_db()
        assert delivery.state == state
        assert bool(mailbox.send_problem) is (state == "queued")


def test_it_signs_in_by_token(elif_: Agent) -> None:
    with scripted(ScriptedServer(tokens=["jeton"])) as server:
        channel = make.channel(
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_security=Security.NONE,
            smtp_username="destek@carsi.example",
            sign_in=SignIn.GOOGLE,
        )
        mailbox = Mailbox.objects.get()
        mailbox.set_secret("access_token", "jeton")
        mailbox.access_token_expires_at = timezone.now() + timezone.timedelta(hours=1)
        mailbox.save()

        assert _sent(_answer(channel, elif_), server).recipients[0] == "zeynep@example.com"


def test_the_answer_to_our_answer_comes_home(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    """The whole circle: our mail goes out, the customer's mailer answers it, both ways find the conversation."""
    delivery = _answer(channel, elif_)
    mail = _sent(delivery, server).message

    by_id = letter("Sağ olun", to="destek@carsi.example", In_Reply_To=mail["Message-ID"], sender="eşi@example.com")
    by_address = letter("Sağ olun.", to=str(mail["Reply-To"].addresses[0].addr_spec), sender="es@example.com")

    for raw in (by_id, by_address):
        row = receive(raw, channel=channel, source="lmtp", now=timezone.now())
        assert row.message is not None
        assert row.message.conversation_id == delivery.message.conversation_id
