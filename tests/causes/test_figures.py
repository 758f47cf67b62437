"""The numbers of a cause: weeks, per 1,000 orders, costs, the month's flow; right, or honestly not enough."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from muhatap.causes import actions, figures, measured
from muhatap.causes.actions.reasons import manner
from muhatap.causes.figures import Trend, Week
from muhatap.causes.models import Cause, Evidence, Heard, Manner, State
from muhatap.causes.templatetags.causes import one
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent, Brand
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, ISTANBUL, NOW, TODAY
from tests.orders import desk as orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(elif_: Agent, carsi: Brand) -> Cause:
    return desk.cause(elif_, brand=carsi)


def trend(cause: Cause, *, now: datetime = NOW) -> Trend:
    return figures.trends([cause], now=now)[cause.pk]


def heard(cause: Cause, at: datetime, count: int = 1) -> None:
    Heard.objects.create(cause=cause, kind=Evidence.CHAT_ANSWER, at=at, count=count)


def test_weeks_end_today_and_leave_out_what_was_before(hub: Cause) -> None:
    desk.contacts(hub, range(1, 58), since=TODAY - 56 * DAY)

    weeks = trend(hub).weeks

    # The oldest of the 57 days, with one contact, lies before the first week.
    assert [week.count for week in weeks] == [sum(range(2 + 7 * n, 9 + 7 * n)) for n in range(8)]
    assert [week.until for week in weeks] == [TODAY - (7 - n) * 7 * DAY for n in range(8)]


def test_rates_are_per_thousand_orders_of_its_brand(hub: Cause, carsi: Brand, elif_: Agent) -> None:
    desk.contacts(hub, [1] * 56, since=TODAY - 55 * DAY)
    desk.ordered(orders.shop(carsi), [50] * 56, since=TODAY - 55 * DAY)
    desk.ordered(orders.shop(make.brand("Başka")), [1000] * 56, since=TODAY - 55 * DAY)
    everyone = desk.cause(elif_, "Herkesin")
    desk.contacts(everyone, [21] * 56, since=TODAY - 55 * DAY)

    own, all_of_them = (figures.trends([hub, everyone], now=NOW)[each.pk] for each in (hub, everyone))

    assert own.is_per_order
    assert own.values == [20.0] * 8
    assert (own.last, own.before) == (20.0, 20.0)
    assert all_of_them.values == [20.0] * 8


def test_without_orders_plain_counts_are_shown_and_said(hub: Cause, elif_: Agent, client: Client) -> None:
    desk.contacts(hub, [1, 2, 3], since=timezone.localdate() - 2 * DAY)

    shown = trend(hub, now=timezone.now())

    assert (shown.is_per_order, shown.last) == (False, 6.0)
    assert {week.rate for week in shown.weeks} == {None}
    client.force_login(elif_)
    assert "bin sipariş" not in client.get("/causes/").content.decode()
    assert "Oran için bilinen sipariş az" in client.get(f"/causes/{hub.pk}/").content.decode()


def test_a_rate_on_few_orders_is_no_rate() -> None:
    few, enough = (Week(TODAY, 3, count) for count in (figures.FEWEST_ORDERS - 1, figures.FEWEST_ORDERS))

    assert (few.rate, enough.rate) == (None, 60.0)
    assert not Trend([few, enough]).is_per_order
    assert Trend([few, enough]).values == [3.0, 3.0]
    assert (Trend([]).values, Trend([]).last, Trend([]).before) == ([], 0.0, 0.0)


def test_one_evidence_has_numbers_that_say_little(hub: Cause, elif_: Agent, client: Client) -> None:
    heard(hub, timezone.now())
    desk.turned(hub, State.FIXED, by=elif_, on=timezone.localdate() - 20 * DAY)
    shown = measured.effect_of(Cause.objects.get(), now=timezone.now())

    assert shown
    assert not shown.is_measured
    assert shown.words
    client.force_login(elif_)
    assert client.get("/causes/").status_code == 200
    assert shown.words


def test_nothing_at_all_has_pages_too(elif_: Agent, client: Client, hub: Cause) -> None:
    client.force_login(elif_)

    assert client.get(f"/causes/{hub.pk}/").status_code == 200
    Cause.objects.all().delete()
    assert client.get("/causes/").status_code == 200
    assert figures.trends([], now=NOW) == {}
    assert figures.burdens([], manner=manner(), now=NOW) == {}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-22T20:59:59Z", date(2026, 11, 22)),  # a second to midnight in Istanbul
        ("2026-11-22T21:00:00Z", date(2026, 11, 23)),
        ("2026-11-23T20:59:59Z", date(2026, 11, 23)),
    ],
)
def test_a_day_is_one_of_the_desk(hub: Cause, at: str, day: date) -> None:
    heard(hub, datetime.fromisoformat(at))

    days, contacts, _ = figures.daily(hub, since=TODAY - DAY, until=TODAY)

    assert dict(zip(days, contacts, strict=True)) == {each: int(each == day) for each in (TODAY - DAY, TODAY)}


@pytest.mark.parametrize(("change", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_days_on_which_the_clocks_change_are_whole(hub: Cause, settings: object, change: date, hours: int) -> None:
    settings.TIME_ZONE = "Europe/Berlin"  # type: ignore[attr-defined]
    with timezone.override("Europe/Berlin"):
        start = timezone.make_aware(datetime.combine(change - DAY, datetime.min.time())).astimezone(UTC)
        for hour in range(48 + hours):
            heard(hub, start + timedelta(hours=hour))

        days, contacts, _ = figures.daily(hub, since=change - DAY, until=change + DAY)
        weeks = figures.trends([hub], now=start + timedelta(days=2, hours=12), weeks=1)[hub.pk].weeks

    assert dict(zip(days, contacts, strict=True)) == {change - DAY: 24, change: hours, change + DAY: 24}
    assert sum(week.count for week in weeks) == 48 + hours


def test_what_a_month_asked_of_us(hub: Cause, mailbox_channel: Channel, elif_: Agent) -> None:
    Manner.objects.create(minutes_each=15, hour_costs=Decimal("200.00"))
    for count in (1, 3):
        one = make.conversation(channel=mailbox_channel, at=NOW - DAY)
        Conversation.objects.filter(pk=one.pk).update(customer_message_count=count, reopen_count=count - 1)
        actions.join(hub, one, by=elif_, now=NOW)
    heard(hub, NOW - 2 * DAY, count=50)
    heard(hub, NOW - 31 * DAY, count=500)

    burden = figures.burdens([hub], manner=manner(), now=NOW)[hub.pk]

    # Two of fifteen minutes; steps of 1 + 0 and 3 + 2.
    assert (burden.count, burden.minutes, burden.hours, burden.money) == (52, 30, 0.5, Decimal(100))
    assert burden.effort == 3.0


def test_silent_contacts_alone_cost_no_work_and_no_effort(hub: Cause) -> None:
    heard(hub, NOW - DAY, count=9)

    burden = figures.burdens([hub], manner=Manner(), now=NOW)[hub.pk]

    assert (burden.count, burden.minutes, burden.money, burden.effort) == (9, 0, Decimal(0), None)


def test_the_flow_of_a_month(hub: Cause, mailbox_channel: Channel, elif_: Agent) -> None:
    three = [make.conversation(channel=mailbox_channel, at=NOW - DAY) for _ in range(4)]
    conversations.mark_as_spam(three.pop(), by=elif_)
    other = desk.cause(elif_, "Başka")
    for cause in (hub, other):
        actions.join(cause, three[0], by=elif_, now=NOW)
    dismissed = desk.cause(elif_, "Değilmiş", conversation=three[1])
    desk.turned(dismissed, State.DISMISSED, by=elif_)
    actions.describe(hub, fields={"department": desk.department()}, by=elif_)
    for days in (0, 1):
        actions.report(Cause.objects.get(pk=hub.pk), by=elif_, now=NOW - DAY + days * DAY)
    # Fixed before somebody wrote it down.
    desk.turned(other, State.FIXED, by=elif_, on=TODAY - 3 * DAY)

    flow = figures.flow(elif_, now=NOW)

    assert (flow.heard, flow.bound, flow.bound_percent) == (3, 1, 33)
    assert (flow.reported, flow.reported_evidence) == (1, 1)
    assert (flow.fixed, flow.median_days) == (1, 0)


def test_a_month_without_anything(elif_: Agent) -> None:
    flow = figures.flow(elif_, now=NOW)

    assert (flow.heard, flow.bound, flow.bound_percent, flow.fixed, flow.median_days) == (0, 0, None, 0, None)


def test_reasons_count_what_stands(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    why = desk.reason()
    one, spam, merged, into, unknown = (make.conversation(channel=mailbox_channel, at=NOW) for _ in range(5))
    for each in (one, spam, merged, into):
        actions.choose(each, reason=why, by=elif_, now=NOW)
    actions.choose(unknown, reason=None, by=elif_, now=NOW)
    conversations.mark_as_spam(spam, by=elif_)
    conversations.merge(merged, into=into, by=elif_)

    assert figures.reason_counts(elif_, since=NOW - DAY) == {why.pk: 2, None: 1}


def test_what_is_known_of_orders_begins_when_it_begins(hub: Cause, carsi: Brand, elif_: Agent) -> None:
    """A shop connected two months ago says nothing about the days before."""
    fixed_on = TODAY - 31 * DAY
    desk.contacts(hub, [20] * 80 + [5] * 31, since=fixed_on - 80 * DAY)
    desk.ordered(orders.shop(carsi), [500] * (40 + 31), since=fixed_on - 40 * DAY)
    desk.turned(hub, State.FIXED, by=elif_, on=fixed_on)

    shown = measured.effect_of(Cause.objects.get(), now=NOW)

    assert shown
    assert (round(shown.before, 2), round(shown.after, 2), shown.drop_percent) == (40.0, 10.0, 75)
    assert shown.whole.days_before == 40


def test_without_orders_it_is_per_customer_and_says_so(hub: Cause, mailbox_channel: Channel, elif_: Agent) -> None:
    fixed_on = TODAY - 31 * DAY
    for _ in range(3):
        make.conversation(channel=mailbox_channel, customer=make.customer(), at=NOW - 120 * DAY)
    desk.contacts(hub, [20] * 60 + [5] * 31, since=fixed_on - 60 * DAY)
    desk.turned(hub, State.FIXED, by=elif_, on=fixed_on)

    shown = measured.effect_of(Cause.objects.get(), now=NOW)

    assert shown
    assert (shown.is_per_order, shown.is_measured) == (False, True)
    with translation.override("en"):
        assert shown.per == "per 1,000 customers, for no orders are known"


def test_several_fixes_spared_their_sum() -> None:
    assert measured.sum_of([]) is None
    assert measured.sum_of([None]) is None


@pytest.mark.parametrize("many", [1, 3])
def test_more_causes_ask_no_more_of_the_database(elif_: Agent, carsi: Brand, many: int, client: Client) -> None:
    causes = [desk.cause(elif_, f"{number}.", brand=carsi) for number in range(many)]
    for cause in causes:
        desk.contacts(cause, [1, 2], since=TODAY - DAY)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        figures.trends(causes, now=NOW)
        figures.burdens(causes, manner=Manner(), now=NOW)

    assert len(asked) == 3


def test_the_time_of_the_stories_is_istanbul() -> None:
    assert timezone.localtime(NOW).tzinfo is not None
    assert NOW.tzinfo == ISTANBUL


@pytest.mark.parametrize(
    ("number", "shown"), [(40.067, "40,1"), (6.99, "7,0"), (0.04, "0,0"), (5, "5,0"), (1240.25, "1240,2"), (None, "")]
)
def test_a_number_is_rounded_not_cut(number: float | None, shown: str) -> None:
    with translation.override("tr"):
        assert one(number) == shown
