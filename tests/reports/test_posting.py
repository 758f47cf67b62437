"""What the acknowledgement says about when an answer comes, and whether it was kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from muhatap.conversations import actions
from muhatap.conversations.models import Channel
from muhatap.core import business_time
from muhatap.mail.out import acknowledge
from muhatap.reports import counting, posting
from muhatap.reports.models import Expectation, Figure, Posted, Wait
from muhatap.reports.posting import Expected
from muhatap.team.models import Agent
from tests import make

# A Tuesday at 10.10 in Istanbul; the next day is one like it.
NOW = datetime(2026, 11, 24, 7, 10, tzinfo=UTC)
TO = {"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


@pytest.fixture
def shop(db: None) -> Channel:
    return make.channel(brand=make.brand(is_acknowledging=True))


def waits(channel: Channel, minutes: list[int], *, is_open: bool = True, hour: int = 10) -> None:
    """First waits of some days ago, as they are read from what happened."""
    one = make.conversation(channel=channel)
    began = NOW - timedelta(days=7)
    Wait.objects.bulk_create(
        Wait(
            conversation=one, brand=channel.brand, channel=channel, is_first=True, began_at=began,
            began_on=began.date(), began_hour=hour, is_open=is_open, answered_at=began, answered_on=began.date(),
            clock_seconds=each * 60, open_seconds=each * 60,
        )
        for each in minutes
    )  # fmt: skip


def test_what_eight_of_ten_had_is_said_rounded_up(shop: Channel) -> None:
    waits(shop, [*range(10, 90, 10)] * 2 + [600] * 4)
    posting.expect(now=NOW)

    found = posting.expected(shop, at=NOW, hours=hours())

    # 16 of 20 had their answer within 80 minutes.
    assert found == Expected(120, datetime(2026, 11, 24, 9, 15, tzinfo=UTC), True)


def test_little_data_says_nothing(shop: Channel) -> None:
    waits(shop, [10] * 19)
    posting.expect(now=NOW)

    assert posting.expected(shop, at=NOW, hours=hours()) is None


def test_hours_around_it_help_out(shop: Channel) -> None:
    for hour in (9, 11):
        waits(shop, [30] * 10, hour=hour)
    posting.expect(now=NOW)

    found = posting.expected(shop, at=NOW, hours=hours())
    assert found is not None
    assert found.minutes == 30


def test_who_writes_on_a_holiday_hears_of_the_next_open_day(shop: Channel) -> None:
    waits(shop, [45] * 20, is_open=False)
    posting.expect(now=NOW)
    # Republic Day 2026 is a Thursday; its eve ends at one o'clock.
    holiday = datetime(2026, 10, 29, 9, tzinfo=UTC)

    found = posting.expected(shop, at=holiday, hours=hours())

    assert found == Expected(60, datetime(2026, 10, 30, 7, 0, tzinfo=UTC), False)
    with translation.override("en"):
        said = posting.in_words(found, now=holiday, hours=hours())
    assert said == (
        "Nobody is here right now; we are back from 09:00 on Friday, 30 October on. Most customers who write at such a "
        "time have an answer by 10:00 on Friday, 30 October."
    )


def test_those_who_still_wait_since_yesterday_count_as_slow(shop: Channel) -> None:
    waits(shop, [10] * 20)
    for _ in range(10):
        one = make.conversation(channel=shop, at=NOW - timedelta(days=1))
        Wait.objects.create(
            conversation=one, brand=shop.brand, channel=shop, is_first=True, began_at=NOW - timedelta(days=1),
            began_on=(NOW - timedelta(days=1)).date(), began_hour=10, is_open=True,
        )  # fmt: skip
    posting.expect(now=NOW)

    # Eight of ten of these thirty have no answer: nothing may be said.
    assert posting.expected(shop, at=NOW, hours=hours()) is None


def test_the_acknowledgement_says_it_and_the_share_kept_is_measured(shop: Channel, elif_: Agent) -> None:
    now = timezone.now()
    one = make.conversation(channel=shop, at=now)
    for hour in (*range(24), None):
        Expectation.objects.create(channel=shop, hour=hour, minutes=45, count=50)

    acknowledge.acknowledge(one.messages.get(), now=now)

    said = one.messages.get(machine="auto_reply").text
    assert "yanıt alıyor" in said
    due = Posted.objects.get(conversation=one).due_at
    actions.reply(one, by=elif_, text="Yolda.", people=TO, now=due - timedelta(minutes=1))
    counting.fold(now=now)
    kept = Figure.objects.get(measure="posted")
    assert (kept.count, kept.hits) == (1, 1)


def test_without_data_the_acknowledgement_names_no_time(shop: Channel) -> None:
    one = make.conversation(channel=shop)

    acknowledge.acknowledge(one.messages.get(), now=timezone.now())

    assert "yanıt alıyor" not in one.messages.get(machine="auto_reply").text
    assert not Posted.objects.exists()


@pytest.mark.parametrize(("minutes", "said"), [(0, 15), (15, 15), (16, 30), (31, 60), (61, 120), (481, 540)])
def test_what_is_said_is_never_less(minutes: int, said: int) -> None:
    assert posting.rounded_up(minutes) == said


def hours() -> business_time.Hours:
    return business_time.office(timezone.get_default_timezone())
