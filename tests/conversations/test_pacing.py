"""Whose turn it is, what rests until when, and what wakes it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from muhatap.conversations import actions, thread
from muhatap.conversations.inbound import InboundFile
from muhatap.conversations.models import Channel, Conversation, Label, Status
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def lines_of(conversation: Conversation, *agents: Agent) -> list[str]:
    """What the thread says happened since the first message."""
    names = {agent.pk: agent.name for agent in agents}
    events = Event.objects.filter(subject=f"conversation:{conversation.pk}").order_by("id")
    with translation.override("en"):
        return [line.words for event in events if (line := thread.describe(event, names))]


def answer(conversation: Conversation, *, by: Agent) -> None:
    people = {"to": [{"name": "", "address": conversation.customer.address}], "cc": [], "bcc": []}
    actions.reply(conversation, by=by, text="Bakıyorum.", people=people, now=timezone.now())


def test_waiting_for_the_customer_ends_when_they_write(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    answer(conversation, by=elif_)
    actions.set_status(conversation, status=Status.WAITING, by=elif_, now=timezone.now())

    make.message(mailbox_channel, conversation=conversation, text="Fotoğrafı ekledim.")

    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN
    assert conversation.waiting_since is not None
    assert lines_of(conversation, elif_) == ["Elif Kaya is waiting for the customer", "Open again: the customer wrote"]


def test_on_hold_the_customer_goes_on_waiting(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    since = conversation.waiting_since

    conversation = actions.set_status(conversation, status=Status.ON_HOLD, by=elif_, now=timezone.now())

    assert (conversation.status, conversation.waiting_since) == (Status.ON_HOLD, since)
    assert lines_of(conversation, elif_) == ["Elif Kaya put it on hold for somebody else’s answer"]


def test_nobody_waits_for_us_while_we_wait_for_the_customer(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    asked_at = conversation.waiting_since

    waiting = actions.set_status(conversation, status=Status.WAITING, by=elif_, now=timezone.now())
    opened = actions.set_status(conversation, status=Status.OPEN, by=elif_, now=timezone.now())

    assert (waiting.waiting_since, opened.waiting_since) == (None, asked_at)


def test_machine_mail_changes_no_status(mailbox_channel: Channel, elif_: Agent) -> None:
    for status in (Status.WAITING, Status.ON_HOLD):
        conversation = make.conversation(channel=mailbox_channel)
        actions.set_status(conversation, status=status, by=elif_, now=timezone.now())

        make.message(mailbox_channel, conversation=conversation, machine="auto_reply", text="Ofis dışındayım.")

        conversation.refresh_from_db()
        assert conversation.status == status


def test_snoozed_till_tomorrow_it_comes_back_and_says_why(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    actions.snooze(conversation, until=now + 24 * HOUR, by=elif_, now=now)

    assert actions.wake_due(now=now + 23 * HOUR) == 0
    assert actions.wake_due(now=now + 25 * HOUR) == 1
    assert actions.wake_due(now=now + 26 * HOUR) == 0

    conversation.refresh_from_db()
    assert (conversation.status, conversation.snoozed_until, conversation.woken_why) == (Status.OPEN, None, "time")
    assert lines_of(conversation, elif_)[-1] == "Back: the time it was snoozed to has come"


def test_after_a_stand_still_of_days_all_that_is_due_wakes_once(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    sleepers = [make.conversation(channel=mailbox_channel) for _ in range(3)]
    for hours, conversation in enumerate(sleepers, start=1):
        actions.snooze(conversation, until=now + hours * HOUR, by=elif_, now=now)

    assert actions.wake_due(now=now + timedelta(days=3)) == 3
    # The clock is set back: nobody wakes twice.
    assert actions.wake_due(now=now) == 0


def test_one_that_was_snoozed_anew_does_not_wake_for_its_old_time(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    actions.snooze(conversation, until=now + HOUR, by=elif_, now=now)
    actions.snooze(conversation, until=now + 5 * HOUR, by=elif_, now=now)

    asleep = actions.wake(conversation, why="time", now=now + 2 * HOUR)

    assert asleep.status == Status.SNOOZED


def test_a_moment_that_has_passed_is_refused(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)

    with pytest.raises(actions.SnoozeInPast):
        actions.snooze(conversation, until=now - HOUR, by=elif_, now=now)

    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN


def test_a_question_wakes_a_snoozed_conversation(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    actions.snooze(conversation, until=now + HOUR, by=elif_, now=now)

    make.message(mailbox_channel, conversation=conversation, text="Teşekkürler, peki ne zaman gelir?")

    conversation.refresh_from_db()
    assert (conversation.status, conversation.woken_why) == (Status.OPEN, "customer_wrote")
    assert lines_of(conversation, elif_)[-1] == "Back from snoozing: the customer wrote"


@pytest.mark.parametrize(
    ("text", "is_timed", "sleeps_on"),
    [
        ("Çok teşekkür ederim 🙏", True, True),
        ("Çok teşekkür ederim 🙏", False, True),
        ("Tamam", True, True),
        # We wait for the customer's answer, and this may be it.
        ("Tamam", False, False),
        ("Teşekkürler, iade edin", True, False),
    ],
)
def test_thanks_alone_wakes_nobody(
    text: str, is_timed: bool, sleeps_on: bool, mailbox_channel: Channel, elif_: Agent
) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    answer(conversation, by=elif_)
    actions.snooze(conversation, until=now + HOUR if is_timed else None, by=elif_, now=now)

    make.message(mailbox_channel, conversation=conversation, text=text)

    conversation.refresh_from_db()
    last = lines_of(conversation, elif_)[-1]
    assert (conversation.status == Status.SNOOZED) is sleeps_on
    assert (conversation.waiting_since is None) is sleeps_on
    assert ("thanks" in last) is sleeps_on
    assert conversation.customer_message_count == 2


def test_thanks_with_a_file_wakes_it(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    actions.snooze(conversation, until=now + HOUR, by=elif_, now=now)
    bill = InboundFile(filename="dekont.pdf", content_type="application/pdf", size=900, blob="0" * 64)

    make.message(mailbox_channel, conversation=conversation, text="Teşekkürler", files=[bill])

    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN


def test_an_answer_ends_the_telling_of_why_it_woke(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    actions.snooze(conversation, until=now + HOUR, by=elif_, now=now)
    actions.wake_due(now=now + 2 * HOUR)

    answer(conversation, by=elif_)

    conversation.refresh_from_db()
    assert conversation.woken_why == ""


def test_effort_is_counted_by_times_written_and_times_reopened(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    actions.close(conversation, by=elif_, now=timezone.now())
    make.message(mailbox_channel, conversation=conversation, text="Hâlâ gelmedi.")
    make.message(mailbox_channel, conversation=conversation, machine="auto_reply", text="Ofis dışındayım.")
    make.message(mailbox_channel, conversation=conversation, text="Kimse yok mu?")

    conversation.refresh_from_db()
    assert (conversation.customer_message_count, conversation.reopen_count) == (3, 1)


def test_labels_are_put_on_and_taken_off_with_a_line_each(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    parcel, bill = Label.objects.create(name="kargo"), Label.objects.create(name="fatura")

    actions.label(conversation, label=parcel, by=elif_)
    actions.label(conversation, label=bill, by=elif_)
    actions.label(conversation, label=bill, by=elif_)
    actions.unlabel(conversation, label=parcel, by=elif_)

    conversation.refresh_from_db()
    assert conversation.label_ids == [bill.pk]
    assert lines_of(conversation, elif_) == [
        "Elif Kaya added “kargo”",
        "Elif Kaya added “fatura”",
        "Elif Kaya took off “kargo”",
    ]


def test_an_archived_label_is_put_on_nothing(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    old = Label.objects.create(name="kampanya 2019", is_archived=True)

    with pytest.raises(actions.LabelArchived):
        actions.label(conversation, label=old, by=elif_)


def test_given_to_a_team_it_stands_in_their_queue(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    depot = Team.objects.create(name="Depo")

    given = actions.give_to_team(conversation, team=depot, by=elif_)

    assert (given.team, given.assigned_to) == (depot, None)
    assert lines_of(given, elif_)[-1] == "Elif Kaya gave it to the team Depo"
