"""What hurts most. Days are of November 2026; the 20th is a Friday."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from muhatap.conversations import actions, urgency
from muhatap.conversations.models import Channel
from muhatap.core import business_time
from muhatap.team.models import Agent
from tests import make

ISTANBUL = ZoneInfo("Europe/Istanbul")
OFFICE = business_time.office(ISTANBUL)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("since", "expected_minutes", "due"),
    [
        (on(20, 10), 240, on(20, 14)),
        (on(20, 16), 240, on(23, 11)),
        (on(21, 12), 60, on(23, 10)),
        (on(16, 9), 2 * 540, on(17, 18)),
    ],
)
def test_an_answer_is_due_after_the_posted_time(since: datetime, expected_minutes: int, due: datetime) -> None:
    assert urgency.due_at(since, expected_minutes=expected_minutes, hours=OFFICE) == due


@pytest.mark.parametrize(
    ("written", "reopened", "hours_earlier"),
    [(0, 0, 0), (1, 0, 0), (2, 0, 1), (4, 0, 3), (1, 1, 4), (3, 2, 10), (99, 9, 24)],
)
def test_effort_makes_it_press_earlier(written: int, reopened: int, hours_earlier: int) -> None:
    due = on(20, 14)

    pressing = urgency.pressing_at(due, written_count=written, reopen_count=reopened)

    assert pressing == due - timedelta(hours=hours_earlier)


def test_nobody_who_waits_presses_nobody() -> None:
    assert urgency.due_at(None, expected_minutes=60, hours=OFFICE) is None
    assert urgency.pressing_at(None, written_count=4, reopen_count=2) is None


@pytest.mark.django_db
def test_the_deadline_follows_the_waiting(mailbox_channel: Channel, elif_: Agent) -> None:
    mailbox_channel.expected_minutes = 240
    mailbox_channel.save()
    conversation = make.conversation(channel=mailbox_channel, at=on(20, 10))
    assert (conversation.due_at, conversation.pressing_at) == (on(20, 14), on(20, 14))

    make.message(mailbox_channel, conversation=conversation, at=on(20, 11), text="Orada mısınız?")
    conversation.refresh_from_db()
    # They wait since their first mail, and had to write a second one.
    assert (conversation.due_at, conversation.pressing_at) == (on(20, 14), on(20, 13))

    people = {"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
    actions.reply(conversation, by=elif_, text="Bakıyorum.", people=people, now=on(20, 12))
    conversation.refresh_from_db()
    assert (conversation.due_at, conversation.pressing_at) == (None, None)


@pytest.mark.django_db
def test_what_was_closed_and_came_back_presses_before_others(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, at=on(18, 10))
    actions.close(conversation, by=elif_, now=timezone.now())

    make.message(mailbox_channel, conversation=conversation, at=on(20, 9), text="Yine gelmedi.")

    conversation.refresh_from_db()
    assert conversation.due_at == on(20, 17)
    assert conversation.due_at - conversation.pressing_at == timedelta(hours=5)


@pytest.mark.django_db
def test_a_closed_or_unwanted_one_is_due_never(mailbox_channel: Channel, elif_: Agent) -> None:
    closed = actions.close(make.conversation(channel=mailbox_channel), by=elif_, now=timezone.now())
    spam = actions.mark_as_spam(make.conversation(channel=mailbox_channel), by=elif_)

    assert [(one.due_at, one.pressing_at) for one in (closed, spam)] == [(None, None)] * 2
