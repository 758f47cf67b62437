"""The pages of measures: what they say, to whom, and as a file."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation
from muhatap.core.models import Event
from muhatap.orders.models import Counted, DayCount
from muhatap.reports import counting, forecasting
from muhatap.reports.models import Assumptions, Wait
from muhatap.reports.sizes import BOUNDS, BUCKETS, LARGE, NONE, PAIR, Sizes
from muhatap.team.models import Agent
from tests import make
from tests.orders import desk as orders

TO = {"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


def answered(channel: Channel, by: Agent, *, after: int, closed: bool = True) -> Conversation:
    """A matter that came a working morning ago and was answered so many minutes after."""
    asked = monday()
    one = make.conversation(channel=channel, at=asked)
    last = Event.objects.latest("pk").pk
    answer = asked + timedelta(minutes=after)
    actions.reply(one, by=by, text="Yolda.", people=TO, now=answer, then="closed" if closed else "")
    Event.objects.filter(pk__gt=last).update(at=answer)
    return one


def monday() -> datetime:
    """The last Monday but one, ten o'clock in the desk's zone."""
    today = timezone.localtime()
    back = today - timedelta(days=today.weekday() + 7)
    return back.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)


def page(agent: Agent, address: str = "/measures/") -> str:
    client = Client()
    client.force_login(agent)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_times_are_told_as_distributions(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    deniz.language = "en"
    deniz.save()
    for after in (10, 20, 30, 420):
        slowest = answered(mailbox_channel, elif_, after=after)
    mailbox_channel.expected_minutes = 60
    mailbox_channel.save()
    counting.fold(now=timezone.now())

    said = " ".join(page(deniz).split())

    assert "<b>75%</b> <span>within target (1 h)</span>" in said
    assert "Half within</dt><dd><b>20 min</b>" in said
    assert f'href="/conversations/{slowest.pk}/">7 h</a>' in said
    # Wilson's interval of 3 of 4.
    assert "30–95%" in said
    # Nobody is put beside anybody on four answers.
    assert "not enough data yet" in said


def test_each_table_is_a_file(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    mailbox_channel.name = "=HYPERLINK(1)"
    mailbox_channel.save()
    answered(mailbox_channel, elif_, after=20)
    counting.fold(now=timezone.now())

    for name in ("first", "next", "settled", "week", "contacts", "channels", "teams"):
        assert page(deniz, f"/measures/csv/{name}/").startswith("\ufeff")

    assert "'=HYPERLINK(1)" in page(deniz, "/measures/csv/channels/")
    client = Client()
    client.force_login(deniz)
    assert client.get("/measures/csv/unknown/").status_code == 404


def test_an_agent_of_one_brand_sees_no_other(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    answered(mailbox_channel, elif_, after=20)
    onur.brands.add(make.brand("Harbour"))
    counting.fold(now=timezone.now())

    assert "destek@carsi.example" not in page(onur, f"/measures/?brand={mailbox_channel.brand_id}")
    assert "destek@carsi.example" in page(elif_)


def test_ones_own_page_is_for_oneself_and_leads(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, deniz: Agent
) -> None:
    answered(mailbox_channel, elif_, after=20)
    counting.fold(now=timezone.now())
    colleague = make.agent("Ayşe Taş")

    assert "20 dk" in page(elif_, "/measures/own/")
    for lead in (onur, deniz):
        assert "20 dk" in page(lead, f"/measures/agents/{elif_.pk}/")
    client = Client()
    client.force_login(colleague)
    assert client.get(f"/measures/agents/{elif_.pk}/").status_code == 403
    assert "20 dk" not in page(colleague, "/measures/own/")


def test_contacts_are_told_per_thousand_orders_or_per_customer(
    mailbox_channel: Channel, elif_: Agent, deniz: Agent
) -> None:
    for number in range(20):
        one = make.inbound(mailbox_channel, at=monday())
        one.__dict__["sender"] = type(one.sender)(f"m{number}@example.com", "Zeynep")
        actions.receive(one)
    counting.fold(now=timezone.now())
    month = monday().date().isoformat()[:7]

    assert f"{month},20,20,1.0" in page(deniz, "/measures/csv/contacts/")

    shop = orders.shop(mailbox_channel.brand)
    DayCount.objects.create(shop=shop, day=timezone.localtime(monday()).date(), what=Counted.ORDERS, count=400)
    assert f"{month},20,400,50.0" in page(deniz, "/measures/csv/contacts/")


@pytest.mark.parametrize(
    "asked", ["period=1e9", "since=2026-13-01&until=x", "brand=²", "channel=-1&team=99999999999999999999"]
)
def test_wild_choices_are_the_last_month(deniz: Agent, asked: str) -> None:
    assert "Measures" in page(deniz, f"/measures/?{asked}") or "Ölçümler" in page(deniz, f"/measures/?{asked}")


def test_a_lead_says_what_the_desk_cannot_know(onur: Agent, elif_: Agent) -> None:
    client = Client()
    client.force_login(onur)
    given = {"resolution_hours": "9", "handling_minutes": "4", "occupancy_percent": "80"}

    assert client.post("/measures/assumptions/", given | {"occupancy_percent": "100"}).status_code == 422
    assert client.post("/measures/assumptions/", given).status_code == 302

    assert Assumptions.objects.values_list("resolution_minutes", "handling_minutes").get() == (540, 4)
    client.force_login(elif_)
    assert client.get("/measures/assumptions/").status_code == 403


def test_hours_that_change_leave_the_past_as_it_was(mailbox_channel: Channel, elif_: Agent) -> None:
    answered(mailbox_channel, elif_, after=420)
    counting.fold(now=timezone.now())
    brand = mailbox_channel.brand
    brand.opening_hours = {"weekly": [["10:00-11:00"]] * 7, "holidays": "", "special": {}}
    brand.save()

    counting.measure_again()
    counting.fold(now=timezone.now())

    assert Wait.objects.get().open_seconds == 420 * 60


# Pure ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "percent", "at_most"),
    [
        ({5: 1}, 50, 5),
        ({5: 5, 30: 5}, 50, 5),
        ({5: 5, 30: 5}, 51, 30),
        ({}, 50, None),
        ({BOUNDS[-1]: 1}, 90, BOUNDS[-1]),
    ],
)
def test_a_share_took_at_most(counts: dict[int, int], percent: int, at_most: int | None) -> None:
    assert sizes(counts).share_took(percent) == at_most


def test_many_pairs_are_read_as_few_are() -> None:
    pairs = b"".join(PAIR.pack(number % BUCKETS, 1 + number * 7919 % 100_003) for number in range(12_000))
    half = len(pairs) // PAIR.size // 2 * PAIR.size

    assert len(pairs) > LARGE > half
    assert Sizes.read(pairs) == Sizes.read(pairs[:half]) + Sizes.read(pairs[half:])


def test_bounds_are_the_targets_that_people_choose() -> None:
    assert {15, 30, 45, 60, 90, 120, 240, 480, 540, 1080, 1440, 2880, 4320} <= set(BOUNDS)
    assert sorted(set(BOUNDS)) == list(BOUNDS)


def test_the_forecast_leaves_holidays_out_and_needs_three_like_weeks() -> None:
    until = datetime(2026, 11, 22, tzinfo=UTC).date()
    days = [until - timedelta(days=number) for number in range(56)]
    counts = {day: [0] * 10 + [20 if day.weekday() == 0 else 4] + [0] * 13 for day in days}
    holiday = datetime(2026, 11, 2, tzinfo=UTC).date()
    counts[holiday] = [0] * 24
    said = {"handling_minutes": 6, "occupancy_percent": 75}

    week = forecasting.forecast(counts, until=until, begins=days[-1], unusual=frozenset([holiday]), **said)
    too_young = forecasting.forecast(
        counts, until=until, begins=until - timedelta(days=15), unusual=frozenset(), **said
    )

    assert too_young is None
    assert week is not None
    top = week[0][10]
    assert (top.expected, top.weeks, week[0][11].people) == (20, 7, 0)
    # 20 ± 1.2816 × √(20 × 8/7): 13.87 to 26.13; 27 × 6 minutes at three quarters of the time are 3.6 people.
    assert (top.low, top.high, top.people) == (13, 27, 4)


def sizes(counts: dict[int, int]) -> Sizes:
    return Sizes([counts.get(bound, 0) for bound in BOUNDS] + [0]) + NONE
