"""A mail is taken: once, durably, where it belongs."""

import threading
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Direction, Message, Status
from muhatap.core import blobs
from muhatap.customers.models import Customer, Identity
from muhatap.mail.actions import OURS_CAME_BACK, receive, retry
from muhatap.mail.models import BlockedSender, KnownMessageId, RawSource, SourceState
from muhatap.team.models import Agent, Brand
from tests import make
from tests.mail.letters import letter

pytestmark = pytest.mark.django_db


def _take(raw: bytes, channel: Channel, **given: object) -> RawSource:
    given.setdefault("source", "lmtp")
    return receive(raw, channel=channel, now=timezone.now(), **given)  # type: ignore[arg-type]


def _message(row: RawSource) -> Message:
    assert row.message is not None
    return row.message


def test_a_mail_becomes_a_message_and_its_bytes_stay(mailbox_channel: Channel) -> None:
    raw = letter("Merhaba,\n\nkargom nerede?\n", message_id="<bir@example.com>")

    row = _take(raw, mailbox_channel)

    message = _message(row)
    assert (row.state, blobs.read(row.digest)) == (SourceState.STORED, raw)
    assert (message.subject, message.text.strip()) == ("Siparişim hâlâ gelmedi", "Merhaba,\n\nkargom nerede?")
    assert message.people["from"] == {"name": "Zeynep Aksoy", "address": "zeynep@example.com"}
    assert message.letter.header_message_id == "bir@example.com"
    assert (message.conversation.customer_name, message.conversation.language) == ("Zeynep Aksoy", "tr")


def test_the_same_bytes_twice_are_one_mail(mailbox_channel: Channel) -> None:
    raw = letter()

    assert _take(raw, mailbox_channel).pk == _take(raw, mailbox_channel).pk
    assert (RawSource.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_letter_by_another_way_is_recognised(mailbox_channel: Channel, carsi: Brand) -> None:
    orders = make.channel(brand=carsi, address="siparis@carsi.example")
    raw = letter(to="destek@carsi.example, siparis@carsi.example")

    first = _take(b"Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0300\n" + raw, mailbox_channel)
    again = _take(b"Delivered-To: destek@carsi.example\n" + raw, mailbox_channel)
    other = _take(raw, orders)

    assert [row.state for row in (first, again, other)] == ["stored", "duplicate", "duplicate"]
    assert {row.message_id for row in (first, again, other)} == {first.message_id}


def test_a_form_that_gives_every_mail_one_id_loses_none(mailbox_channel: Channel) -> None:
    one = letter("Kargom nerede?", message_id="<form@shop>", date="Sun, 22 Nov 2026 10:00:00 +0300")
    two = letter("İade?", message_id="<form@shop>", sender="murat@example.com", date="Sun, 22 Nov 2026 10:05:00 +0300")

    rows = [_take(raw, mailbox_channel) for raw in (one, two)]

    assert [row.state for row in rows] == ["stored", "stored"]
    assert Conversation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_mail_from_two_sources_at_once_is_stored_once(mailbox_channel: Channel) -> None:
    raw = letter()
    together = threading.Barrier(4)
    rows: list[int] = []

    def take(way: int) -> None:
        together.wait()
        # Two bring the same bytes, two another trace of the way.
        rows.append(_message(_take(raw if way < 2 else b"X-Way: %d\n" % way + raw, mailbox_channel)).pk)
        connection.close()

    threads = [threading.Thread(target=take, args=(way,)) for way in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows) == 4
    assert (Message.objects.count(), Conversation.objects.count(), RawSource.objects.count()) == (1, 1, 3)


def test_a_mail_that_cannot_be_read_is_kept_and_shown(mailbox_channel: Channel) -> None:
    bomb = b"".join(b"X-%d: a\n" % number for number in range(20_000)) + b"\nMerhaba\n"

    row = _take(bomb, mailbox_channel)

    assert (row.state, row.message, blobs.read(row.digest)) == (SourceState.UNREADABLE, None, bomb)
    assert row.reason
    assert retry(row, now=timezone.now()).state == SourceState.UNREADABLE


def test_a_mail_is_read_again_when_it_can_be(mailbox_channel: Channel) -> None:
    raw = letter("Şimdi okunuyor.")
    row = RawSource.objects.create(
        channel=mailbox_channel, digest=blobs.put(raw), size=len(raw), source="lmtp", state=SourceState.UNREADABLE
    )

    row = retry(row, now=timezone.now())

    assert (row.state, _message(row).text.strip()) == (SourceState.STORED, "Şimdi okunuyor.")


def test_our_own_mail_coming_back_is_filed_without_effect(
    mailbox_channel: Channel, elif_: Agent, zeynep: Customer
) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    sent = conversations.reply(
        conversation,
        by=elif_,
        text="Yolda.",
        people={"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []},
        now=timezone.now(),
    )

    back = _take(
        letter(message_id=f"<{sent.letter.header_message_id}>", sender="destek@carsi.example"), mailbox_channel
    )

    assert (back.state, back.message, back.reason) == (SourceState.DUPLICATE, sent, OURS_CAME_BACK)
    assert conversation.messages.count() == 2


@pytest.mark.parametrize("marked", ["message_id", "X_Muhatap_Message"])
def test_what_others_write_under_our_id_is_not_taken_for_ours(
    mailbox_channel: Channel, elif_: Agent, zeynep: Customer, marked: str
) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    sent = conversations.reply(
        conversation,
        by=elif_,
        text="Yolda.",
        people={"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []},
        now=timezone.now(),
    )
    our_id = f"<{sent.letter.header_message_id}>"

    copied = _take(letter("Hâlâ gelmedi.", **{marked: our_id}), mailbox_channel)
    later = _take(letter("Bugün geldi.", In_Reply_To=our_id, sender="komsu@example.com"), mailbox_channel)

    assert copied.state == SourceState.STORED
    # And our id still leads to our conversation.
    assert _message(later).conversation == conversation


def test_a_false_letter_does_not_keep_the_true_one_out(mailbox_channel: Channel) -> None:
    same = {"message_id": "<bir@example.com>", "date": "Sun, 22 Nov 2026 10:00:00 +0300"}

    false = _take(letter("Vazgeçtim, iptal edin.", **same), mailbox_channel)
    true = _take(letter("Adresim değişti, lütfen not edin.", **same), mailbox_channel)

    assert [false.state, true.state] == [SourceState.STORED, SourceState.STORED]


def test_links_written_anew_by_a_filter_make_no_second_letter(mailbox_channel: Channel) -> None:
    same = {"message_id": "<bir@example.com>", "date": "Sun, 22 Nov 2026 10:00:00 +0300"}

    _take(letter("Kargom: https://kargo.example/1 nerede?", **same), mailbox_channel)
    again = _take(letter("Kargom: https://safe.example/?u=kargo&to=destek nerede?", **same), mailbox_channel)

    assert again.state == SourceState.DUPLICATE


def test_an_id_stays_with_the_letter_that_had_it_first(mailbox_channel: Channel) -> None:
    first = _message(_take(letter(message_id="<bir@example.com>"), mailbox_channel))

    _take(letter("Bana yazın.", message_id="<bir@example.com>", sender="yabanci@example.org"), mailbox_channel)
    answer = _take(letter("Bir şey daha.", In_Reply_To="<bir@example.com>"), mailbox_channel)

    assert _message(answer).conversation == first.conversation


def test_the_customer_behind_a_form_is_who_the_form_names(mailbox_channel: Channel) -> None:
    raw = letter(sender="Çarşı <destek@carsi.example>", Reply_To="Zeynep Aksoy <zeynep@example.com>")

    message = _message(_take(raw, mailbox_channel))

    assert message.direction == Direction.IN
    assert message.conversation.customer.address == "zeynep@example.com"
    assert message.people["from"]["address"] == "destek@carsi.example"


def test_imported_answers_of_ours_belong_to_the_customer(mailbox_channel: Channel) -> None:
    raw = letter("Kargoladık.", sender="destek@carsi.example", to="Zeynep <zeynep@example.com>")

    message = _message(_take(raw, mailbox_channel, is_silent=True))

    assert (message.direction, message.conversation.status) == (Direction.OUT, Status.CLOSED)
    assert Identity.objects.get().value == "zeynep@example.com"


def test_a_letter_from_nobody_is_a_customer_of_its_own(mailbox_channel: Channel) -> None:
    rows = [_take(b"Subject: %d\n\nMerhaba\n" % number, mailbox_channel) for number in range(2)]

    assert [row.state for row in rows] == ["stored", "stored"]
    assert Customer.objects.count() == 2


def test_blocked_senders_go_to_spam_also_by_domain(mailbox_channel: Channel, carsi: Brand, elif_: Agent) -> None:
    BlockedSender.objects.create(brand=carsi, pattern="@reklam.example", blocked_by=elif_)

    blocked = _message(_take(letter(sender="kampanya@mail.reklam.example"), mailbox_channel))
    marked = _message(_take(letter(X_Spam_Flag="YES"), mailbox_channel))
    fine = _message(_take(letter(sender="murat@example.com"), mailbox_channel))

    assert [message.conversation.is_spam for message in (blocked, marked, fine)] == [True, True, False]


def test_a_blocked_sender_gets_no_voice_through_an_old_conversation(mailbox_channel: Channel, carsi: Brand) -> None:
    first = _message(_take(letter(message_id="<bir@example.com>"), mailbox_channel))
    BlockedSender.objects.create(brand=carsi, pattern="zeynep@example.com")

    again = _message(_take(letter("Tekrar", In_Reply_To="<bir@example.com>"), mailbox_channel))

    assert again.conversation_id != first.conversation_id
    assert again.conversation.is_spam


@pytest.mark.parametrize(
    ("headers", "is_automatic"),
    [
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Precedence": "bulk"}, True),
        ({"List_Id": "<haber.gazete.example>"}, True),
        # A group that forwards to us, as many shops' addresses are.
        ({"List_Id": "<destek.carsi.example>", "Precedence": "list"}, False),
        ({"List_Id": "<x.y>", "List_Post": "<mailto:destek@carsi.example>"}, False),
        ({}, False),
    ],
)
def test_machines_do_not_wait_for_an_answer(
    mailbox_channel: Channel, headers: dict[str, str], is_automatic: bool
) -> None:
    message = _message(_take(letter(**headers), mailbox_channel))

    assert message.is_automatic is is_automatic
    assert (message.conversation.waiting_since is None) is is_automatic
    assert message.conversation.is_closed is is_automatic


def test_the_time_is_when_our_server_took_it(mailbox_channel: Channel) -> None:
    raw = b"Received: from a by b; Sat, 21 Nov 2020 10:00:00 +0300\n" + letter(date="Fri, 31 Dec 2038 10:00:00 +0300")
    late = letter(date="Fri, 31 Dec 2038 10:00:00 +0300")

    assert (
        _message(_take(raw, mailbox_channel, source="imap:1:INBOX:1:1")).at.isoformat() == "2020-11-21T10:00:00+03:00"
    )
    assert timezone.now() - _message(_take(late, mailbox_channel)).at < timedelta(minutes=1)


def test_a_clock_far_behind_does_not_hide_a_mail_handed_in_now(mailbox_channel: Channel) -> None:
    delayed = timezone.now() - timedelta(days=4)

    stopped = _message(_take(letter(date="Thu, 01 Jan 1998 00:00:00 +0000"), mailbox_channel))
    queued = _message(_take(letter("Bekletildi.", date=format_datetime(delayed)), mailbox_channel))

    assert timezone.now() - stopped.conversation.last_message_at < timedelta(minutes=1)
    assert abs(queued.at - delayed) < timedelta(seconds=2)


def test_every_id_is_remembered(mailbox_channel: Channel) -> None:
    _take(letter(message_id="<iki@x>", In_Reply_To="<bir@x>", References="<sifir@x> <bir@x>"), mailbox_channel)

    known = KnownMessageId.objects.order_by("pk")
    assert sorted(row.message is not None for row in known) == [False, False, True]
