"""A mail of ours that comes back is shown on the very message that failed."""

import pytest
from django.utils import timezone, translation

from muhatap.conversations import actions as conversations
from muhatap.conversations import outbox, wording
from muhatap.conversations.models import Channel, Conversation, Delivery, DeliveryState, Message, Status
from muhatap.core.models import Event
from muhatap.mail import bounces
from muhatap.mail.actions import receive
from muhatap.mail.letter import bounce
from muhatap.mail.models import BouncedRecipient, RawSource
from muhatap.mail.signing import signer
from muhatap.team.models import Agent
from tests import make
from tests.mail.letters import letter, notice

pytestmark = pytest.mark.django_db


def _take(raw: bytes, channel: Channel) -> RawSource:
    return receive(raw, channel=channel, source="lmtp", now=timezone.now())


@pytest.fixture
def sent(mailbox_channel: Channel, elif_: Agent) -> Message:
    """The second of two replies, both sent."""
    conversation = make.conversation(channel=mailbox_channel)
    for text in ("Bakıyorum.", "Yolda."):
        message = conversations.reply(
            conversation,
            by=elif_,
            text=text,
            people={"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []},
            now=timezone.now(),
        )
        message.delivery.state = DeliveryState.SENT
        message.delivery.save()
    conversations.close(conversation, by=elif_, now=timezone.now())
    return message


def _ours(message: Message) -> bytes:
    return letter(message_id=f"<{message.letter.header_message_id}>", sender="destek@carsi.example")


def test_every_meaning_of_a_status_has_its_turkish() -> None:
    assert {*bounces.MEANINGS} == {*bounce._MEANINGS.values(), bounce._UNKNOWN_REASON}
    with translation.override("tr"):
        assert not [one for one in bounces.MEANINGS if translation.gettext(one) == one]


def test_a_bounce_marks_the_message_and_says_why(mailbox_channel: Channel, sent: Message) -> None:
    row = _take(notice(original=_ours(sent)), mailbox_channel)

    sent.delivery.refresh_from_db()
    conversation = Conversation.objects.get()
    assert sent.delivery.state == DeliveryState.BOUNCED
    assert "zeynep@example.com" in sent.delivery.reason
    assert "No such mailbox" in sent.delivery.reason
    with translation.override("tr"):
        assert wording.told(sent.delivery.reason).startswith("zeynep@example.com: Böyle bir adres yok. (")
    bounced = BouncedRecipient.objects.get()
    assert (bounced.message, bounced.notice, bounced.address) == (sent, row.message, "zeynep@example.com")
    assert (bounced.status, bounced.is_permanent) == ("5.1.1", True)
    # Shown and counted, but a machine reopens nothing and nobody waits.
    assert (conversation.status, conversation.has_failure, conversation.waiting_since) == (Status.CLOSED, True, None)
    assert conversation.messages.filter(delivery__state=DeliveryState.SENT).count() == 1
    assert "MessageBounced" in Event.objects.values_list("name", flat=True)


def test_a_delay_is_a_warning_and_not_a_failure(mailbox_channel: Channel, sent: Message) -> None:
    delayed = notice(original=_ours(sent), action="delayed", status="4.2.2", diagnostic="smtp; 452 4.2.2 Mailbox full")

    _take(delayed, mailbox_channel)

    sent.refresh_from_db()
    sent.delivery.refresh_from_db()
    assert (sent.warnings, sent.delivery.state) == (["delayed"], DeliveryState.SENT)
    assert "452" in sent.delivery.reason
    assert not BouncedRecipient.objects.get().is_permanent
    assert not Conversation.objects.get().has_failure


def test_a_delay_that_ends_in_failure_is_one_recipient(mailbox_channel: Channel, sent: Message) -> None:
    _take(notice(original=_ours(sent), action="delayed", status="4.2.2"), mailbox_channel)
    _take(notice(original=_ours(sent)), mailbox_channel)

    assert BouncedRecipient.objects.get().is_permanent
    assert Conversation.objects.get().has_failure


def test_a_bounce_without_the_original_is_known_by_its_own_address(mailbox_channel: Channel, sent: Message) -> None:
    address = signer().return_address("destek@carsi.example", sent.pk)

    _take(notice(original=b"", with_original=False, to=address), mailbox_channel)

    sent.delivery.refresh_from_db()
    assert sent.delivery.state == DeliveryState.BOUNCED


@pytest.mark.parametrize("to", ["destek@carsi.example", "destek+b1-aaaaaaaaaaaa@carsi.example"])
def test_a_forged_bounce_marks_nothing(mailbox_channel: Channel, sent: Message, to: str) -> None:
    forged = letter(message_id=f"<{sent.uid.hex}.{sent.conversation_id}.aaaaaaaaaaaa@carsi.example>")

    _take(notice(original=forged, to=to.replace("b1", f"b{sent.pk}")), mailbox_channel)

    sent.delivery.refresh_from_db()
    assert sent.delivery.state == DeliveryState.SENT


def test_a_bounced_message_is_sent_again_to_those_it_missed(
    mailbox_channel: Channel, sent: Message, elif_: Agent
) -> None:
    _take(notice(original=_ours(sent)), mailbox_channel)

    again = outbox.retry(sent.delivery, by=elif_, now=timezone.now())

    assert (again.state, again.only_to) == (DeliveryState.QUEUED, ["zeynep@example.com"])
    assert not Conversation.objects.get().has_failure


def test_a_complaint_is_noted_on_the_message(mailbox_channel: Channel, sent: Message) -> None:
    original = _ours(sent).partition(b"\n\n")[0].decode()
    report = f"""\
From: abuse@isp.example
To: destek@carsi.example
Subject: FW: complaint
Message-ID: <arf@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: x/1
Version: 1

--b
Content-Type: text/rfc822-headers

{original}

--b--
""".encode()

    row = _take(report, mailbox_channel)

    sent.refresh_from_db()
    assert sent.warnings == ["called_spam"]
    assert row.message is not None
    assert row.message.conversation_id == sent.conversation_id


def test_an_absence_note_is_filed_and_opens_nothing(mailbox_channel: Channel, sent: Message) -> None:
    raw = letter(
        "Ofis dışındayım.",
        subject="Otomatik yanıt: Siparişim",
        In_Reply_To=f"<{sent.letter.header_message_id}>",
        Auto_Submitted="auto-replied",
    )

    _take(raw, mailbox_channel)

    conversation = Conversation.objects.get()
    assert (conversation.messages.count(), conversation.status) == (4, Status.CLOSED)


def test_a_notice_sends_our_mail_to_nobody_new(mailbox_channel: Channel, sent: Message, elif_: Agent) -> None:
    _take(notice(original=_ours(sent), recipient="yabanci@example.org"), mailbox_channel)

    again = outbox.retry(Delivery.objects.get(message=sent), by=elif_, now=timezone.now())

    assert (again.state, again.only_to) == (DeliveryState.QUEUED, [])


def test_a_notice_does_not_stop_what_is_still_to_go_to_others(mailbox_channel: Channel, sent: Message) -> None:
    Delivery.objects.filter(message=sent).update(state=DeliveryState.QUEUED, only_to=["murat@example.com"])

    _take(notice(original=_ours(sent)), mailbox_channel)

    delivery = Delivery.objects.get(message=sent)
    assert (delivery.state, delivery.only_to) == (DeliveryState.QUEUED, ["murat@example.com"])
    assert Conversation.objects.get().has_failure
