"""Expected times: said on one page, counted in opening time, warned of before they are up.

Days are of November 2026; the 20th is a Friday.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from muhatap.causes import actions as causes
from muhatap.causes import learning
from muhatap.conversations import actions, durations, jobs, standing
from muhatap.conversations.actions import expecting
from muhatap.conversations.actions.expecting import For
from muhatap.conversations.expecting import Times
from muhatap.conversations.models import Channel, Conversation, Expectation, Status
from muhatap.customers.actions import keeping
from muhatap.customers.models import Segment
from muhatap.notices.models import Kind, Notice
from muhatap.team.models import Agent, AuditEntry
from tests import make
from tests.causes import desk

ISTANBUL = ZoneInfo("Europe/Istanbul")
TO_ZEYNEP = {"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
HOUR = timedelta(hours=1)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ISTANBUL)


def promised(channel: Channel, *, first: int = 240, later: int | None = None, solving: int | None = None) -> Channel:
    channel.expected_minutes, channel.next_minutes, channel.solving_minutes = first, later, solving
    channel.save()
    return channel


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_related("brand", "channel").get(pk=conversation.pk)


def test_a_later_reply_has_a_time_of_its_own(mailbox_channel: Channel, elif_: Agent) -> None:
    promised(mailbox_channel, first=240, later=60)
    conversation = make.conversation(channel=mailbox_channel, at=on(17, 9))
    assert (conversation.due_at, conversation.expected_minutes) == (on(17, 13), 240)

    actions.reply(conversation, by=elif_, text="Bakıyorum.", people=TO_ZEYNEP, now=on(17, 10))
    make.message(mailbox_channel, conversation=conversation, at=on(17, 11), text="Bir gelişme var mı?")

    assert (fresh(conversation).due_at, fresh(conversation).expected_minutes) == (on(17, 12), 60)


def test_an_automatic_answer_is_no_first_reply(mailbox_channel: Channel, elif_: Agent) -> None:
    promised(mailbox_channel, first=240, later=60)
    conversation = make.conversation(channel=mailbox_channel, at=on(17, 9))
    actions.reply(conversation, by=None, machine="ack", text="Aldık.", people=TO_ZEYNEP, now=on(17, 9, 1))

    make.message(mailbox_channel, conversation=conversation, at=on(17, 9, 30), text="Şunu da ekleyeyim.")

    assert fresh(conversation).due_at == on(17, 13)


def test_the_time_to_settle_stands_still_while_it_is_the_customers_turn(mailbox_channel: Channel, elif_: Agent) -> None:
    promised(mailbox_channel, solving=600)
    conversation = make.conversation(channel=mailbox_channel, at=on(16, 10))
    # Ten hours of nine a day.
    assert conversation.solve_by == on(17, 11)

    actions.set_status(conversation, status=Status.WAITING, by=elif_, now=on(16, 12))
    assert (fresh(conversation).solve_by, fresh(conversation).solving_spent) == (None, 2 * 3600)

    make.message(mailbox_channel, conversation=conversation, at=on(18, 9), text="Ekte gönderdim.")
    # Eight hours are left.
    assert fresh(conversation).solve_by == on(18, 17)


def test_what_comes_back_has_its_whole_time_again(mailbox_channel: Channel, elif_: Agent) -> None:
    promised(mailbox_channel, solving=120)
    conversation = make.conversation(channel=mailbox_channel, at=on(16, 10))
    actions.close(conversation, by=elif_, now=on(16, 11, 30))
    assert fresh(conversation).solve_by is None

    make.message(mailbox_channel, conversation=conversation, at=on(18, 10), text="Yine olmadı.")

    assert fresh(conversation).solve_by == on(18, 12)


def test_a_sleep_until_the_customer_writes_stops_it_and_one_until_a_time_does_not(
    mailbox_channel: Channel, elif_: Agent
) -> None:
    promised(mailbox_channel, solving=600)
    now = timezone.now()
    one, other = (make.conversation(channel=mailbox_channel, at=now) for _ in range(2))

    actions.snooze(one, until=None, by=elif_, now=now)
    actions.snooze(other, until=now + 2 * HOUR, by=elif_, now=now)

    assert fresh(one).solve_by is None
    assert fresh(other).solve_by == other.solve_by
    assert fresh(actions.wake(one, by=elif_, now=now)).solve_by == other.solve_by


def test_a_group_of_customers_is_answered_sooner(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    promised(mailbox_channel, first=480)
    regulars = Segment.objects.create(name="Sadık müşteriler")
    expecting.except_for(For(segment=regulars), times=Times(first=60), by=onur)
    conversation = make.conversation(channel=mailbox_channel, at=on(17, 9))
    assert conversation.expected_minutes == 480

    customer = conversation.customer
    keeping.change(customer, name=customer.name, language="", segments=[regulars], attributes={}, by=elif_)
    jobs.reckon_anew(customer_id=customer.pk)

    assert (fresh(conversation).due_at, fresh(conversation).expected_minutes) == (on(17, 10), 60)
    assert make.conversation(channel=mailbox_channel, at=on(18, 9)).due_at == on(18, 10)


def test_the_time_follows_the_reason_that_is_chosen(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    promised(mailbox_channel, first=480)
    group = desk.reason("Kargo")
    lost, other = desk.reason("Paket kayıp", parent=group), desk.reason("Beden uymadı")
    expecting.except_for(For(reason_id=group.pk), times=Times(first=120), by=onur)
    conversation = make.conversation(channel=mailbox_channel, at=on(17, 9))
    assert conversation.due_at == on(17, 17)

    causes.choose(conversation, reason=lost, by=elif_, now=timezone.now())
    assert (fresh(conversation).reason_ids, fresh(conversation).due_at) == ([lost.pk, group.pk], on(17, 11))

    causes.choose(conversation, reason=other, by=elif_, now=timezone.now())
    assert fresh(conversation).due_at == on(17, 17)


def test_hours_that_change_move_every_end(mailbox_channel: Channel, onur: Agent) -> None:
    promised(mailbox_channel, first=240, solving=480)
    conversation = make.conversation(channel=mailbox_channel, at=on(17, 9))

    promised(mailbox_channel, first=60, solving=240)
    jobs.reckon_anew()

    assert (fresh(conversation).due_at, fresh(conversation).solve_by) == (on(17, 10), on(17, 13))


def test_whoever_has_it_is_warned_once_and_before(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    promised(mailbox_channel, first=240)
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel, at=now, assigned_to=elif_)
    due, warn_at = fresh(conversation).due_at, fresh(conversation).warn_at
    assert due is not None
    assert warn_at is not None
    assert warn_at < due

    assert expecting.warn_of_due(now=warn_at - timedelta(minutes=1)) == 0
    assert expecting.warn_of_due(now=warn_at) == 1
    assert expecting.warn_of_due(now=due) == 0

    told = Notice.objects.get(kind=Kind.TIME_NEARLY_UP)
    assert (told.agent, told.conversation_id, told.read_at) == (elif_, conversation.pk, None)

    # Writing once more moves no time, so it warns of none; an answer settles the notice.
    make.message(mailbox_channel, conversation=conversation, at=now + timedelta(minutes=1), text="?")
    assert fresh(conversation).warn_at is None
    actions.reply(conversation, by=elif_, text="Buldum.", people=TO_ZEYNEP, now=timezone.now())
    told.refresh_from_db()
    assert told.read_at is not None


def test_the_leads_are_warned_of_what_nobody_has(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    conversation = make.conversation(channel=promised(mailbox_channel, first=240))

    expecting.warn_of_due(now=fresh(conversation).warn_at or timezone.now())

    assert [notice.agent for notice in Notice.objects.filter(kind=Kind.TIME_NEARLY_UP)] == [onur]


def test_old_mail_warns_nobody_of_what_has_passed(mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=promised(mailbox_channel, first=240), at=on(2, 9))
    # Received as it came; fetched weeks later it is late at once.
    jobs.reckon_anew()

    assert fresh(conversation).due_at == on(2, 13)
    assert Conversation.objects.filter(warn_at__gt=on(2, 13)).count() == 0


@pytest.mark.parametrize(
    ("due", "solve_by", "left", "to_settle"),
    [
        (on(17, 14), None, "2 h left", ""),
        (on(17, 11, 30), None, "30 min late", ""),
        (on(17, 12, 20), on(17, 18), "20 min left", "to settle: 6 h left"),
        (on(18, 10), on(16, 12), "until Wednesday, 10:00", "to settle: 1 d late"),
        (None, None, "", ""),
    ],
)
def test_the_clock_is_said_in_words(
    due: datetime | None, solve_by: datetime | None, left: str, to_settle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: on(17, 12))
    one = Conversation(due_at=due, solve_by=solve_by, status=Status.OPEN)

    with translation.override("en"):
        clock = standing.clock_of(one, now=on(17, 12))

    assert (clock.left, clock.to_settle) == (left, to_settle)


def test_a_leader_says_the_times_in_a_table(mailbox_channel: Channel, onur: Agent, client: Client) -> None:
    client.force_login(onur)
    number = mailbox_channel.pk
    sent = {f"first_{number}": "4 sa", f"next_{number}": "1:30", f"solving_{number}": ""}

    assert client.post("/settings/times/", sent).status_code == 302

    mailbox_channel.refresh_from_db()
    said = (mailbox_channel.expected_minutes, mailbox_channel.next_minutes, mailbox_channel.solving_minutes)
    assert said == (240, 90, None)
    assert AuditEntry.objects.filter(act="conversations.times_set", by=onur).exists()

    refused = client.post("/settings/times/", {**sent, f"first_{number}": "yakında"})
    assert refused.status_code == 422
    assert "yakında" in refused.content.decode()


def test_an_exception_replaces_what_was_said_for_the_same(
    mailbox_channel: Channel, onur: Agent, client: Client
) -> None:
    client.force_login(onur)
    reason = desk.reason("Paket kayıp")
    sent = {"reason": reason.pk, "segment": "", "channel": "", "first": "2 h", "next": "", "solving": "9 h"}

    client.post("/settings/times/exceptions/", sent)
    client.post("/settings/times/exceptions/", {**sent, "first": "1 h"})

    one = Expectation.objects.get()
    assert (one.reason_id, one.first_minutes, one.next_minutes, one.solving_minutes) == (reason.pk, 60, None, 540)
    assert "Paket kayıp" in client.get("/settings/times/").content.decode()

    assert client.post("/settings/times/exceptions/", {**sent, "reason": ""}).status_code == 422
    assert client.post("/settings/times/exceptions/", {**sent, "first": "", "solving": ""}).status_code == 422
    client.post(f"/settings/times/exceptions/{one.pk}/end/")
    assert not Expectation.objects.exists()


def test_agents_read_the_clock_and_leads_set_it(mailbox_channel: Channel, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    assert client.get("/settings/times/").status_code == 403


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("4 h", 240),
        ("30 dk", 30),
        ("1 saat 15 dakika", 75),
        ("4,5 sa", 270),
        ("1:30", 90),
        ("90min", 90),
        ("27 h", 1620),
    ],
)
def test_lengths_are_read_in_both_languages(text: str, minutes: int) -> None:
    assert durations.read(text) == minutes


@pytest.mark.parametrize("text", ["4", "soon", "0 dk", "99999 h", "4 h zz", "-2 h", "4 gün", "1:99", "9" * 60])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(durations.NotALength):
        durations.read(text)


def test_a_certain_guess_holds_until_somebody_chooses(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    lost, size = desk.reason("Paket kayıp"), desk.reason("Beden uymadı")
    words = {lost: "kargom kayboldu paket şubede bulunamadı", size: "beden küçük geldi değişim istiyorum daha büyük"}
    for number in range(30):
        for reason, text in words.items():
            taught = make.conversation(channel=mailbox_channel, subject="Merhaba", text=f"{text} {number}")
            causes.choose(taught, reason=reason, by=elif_, now=timezone.now())
    assert learning.learn(mailbox_channel.brand, now=timezone.now()) is not None
    before = make.conversation(channel=mailbox_channel, subject="Merhaba", text=words[lost], at=on(17, 9))
    expecting.except_for(For(reason_id=lost.pk), times=Times(first=60), by=onur)

    guessed = fresh(make.conversation(channel=mailbox_channel, subject="Merhaba", text=words[lost], at=on(17, 9)))
    unlike = fresh(make.conversation(channel=mailbox_channel, subject="Merhaba", text="Fatura rica", at=on(17, 9)))
    # Nothing is guessed where no time depends on it.
    assert [fresh(before).reason_ids, guessed.reason_ids, unlike.reason_ids] == [[], [lost.pk], []]
    assert guessed.due_at == on(17, 10)

    causes.choose(guessed, reason=None, by=elif_, now=timezone.now())
    assert (fresh(guessed).reason_ids, fresh(guessed).due_at) == ([], on(17, 17))
