"""What fixed causes saved in some days, as the overview tells it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.causes import measured, saved
from muhatap.causes.models import Cause, Manner
from muhatap.conversations.models import Channel
from muhatap.reports.choosing import Choice
from muhatap.team.models import Agent, Brand
from tests import make
from tests.causes import desk as causes
from tests.orders import desk as orders
from tests.reports.test_pages import page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def fixed(mailbox_channel: Channel, deniz: Agent, today: date) -> Cause:
    """Ten a day wrote, of two hundred orders, until a fix of forty days ago; two do since."""
    on = today - 40 * DAY
    brand: Brand = mailbox_channel.brand
    causes.ordered(orders.shop(brand), [200] * 125, since=on - 84 * DAY)
    one = causes.fixed(deniz, on=on, brand=brand)
    causes.contacts(one, [10] * 84, since=on - 84 * DAY)
    causes.contacts(one, [2] * 40, since=on + DAY)
    Manner.objects.create(minutes_each=15, hour_costs=200, currency="TRY")
    deniz.language = "en"
    deniz.save()
    return one


def test_what_did_not_come_in_the_days_is_told_with_its_interval(fixed: Cause, deniz: Agent, today: date) -> None:
    # Twenty days of eight that did not come; a quarter of an hour each, at 200 an hour.
    days = {"since": today - 22 * DAY, "until": today - 3 * DAY}
    found = saved.in_days(deniz, **days, now=timezone.now())
    assert found.contacts is not None
    assert found.hours is not None
    assert found.money is not None
    assert found.contacts.avoided == pytest.approx(160, abs=1)
    assert found.hours.avoided == pytest.approx(40, abs=0.3)
    assert found.money.avoided == pytest.approx(8_000, abs=60)
    for each in (found.contacts, found.hours, found.money):
        assert 0 < each.low < each.avoided < each.high
    assert found.hours.low == pytest.approx(found.contacts.low / 4)

    said = " ".join(page(deniz, f"/measures/saved/?since={days['since']}&until={days['until']}").split())

    assert "<b>≈ 160</b>" in said
    assert "<b>≈ ₺8,000</b>" in said or "<b>≈ TRY" in said
    assert said.count("95% interval") == said.count("≈") == 4
    assert f'href="/causes/{fixed.pk}/"' in said


def test_over_all_days_it_is_what_the_cause_says_of_itself(fixed: Cause, deniz: Agent, today: date) -> None:
    shown = measured.effect_of(fixed, now=timezone.now())
    found = saved.in_days(deniz, since=today - 400 * DAY, until=today, now=timezone.now())

    assert shown is not None
    assert [(row.cause, row.shown.found) for row in found.rows] == [(fixed, shown.found)]
    assert found.contacts == measured.sum_of([shown])


@pytest.mark.parametrize(("since", "until", "is_listed"), [(7, 0, True), (39, 27, True), (80, 40, False)])
def test_too_few_days_give_no_number(
    fixed: Cause, deniz: Agent, today: date, since: int, until: int, is_listed: bool
) -> None:
    asked = f"since={today - since * DAY}&until={today - until * DAY}"

    said = page(deniz, f"/measures/saved/?{asked}")

    assert "≈" not in said
    assert (fixed.name in said) is is_listed
    assert ("not enough data yet" in said) is is_listed


def test_a_fix_counts_for_twelve_weeks(fixed: Cause, deniz: Agent, today: date) -> None:
    Cause.objects.update(fixed_on=today - 200 * DAY)

    assert not saved.in_days(deniz, since=today - 100 * DAY, until=today, now=timezone.now()).rows


def test_each_sees_the_causes_of_their_brands(fixed: Cause, deniz: Agent, onur: Agent) -> None:
    onur.brands.add(make.brand("Harbour"))

    assert fixed.name in page(deniz, "/measures/saved/")
    assert fixed.name not in page(onur, "/measures/saved/")
    assert Client().get("/measures/saved/").status_code == 302


def test_it_is_asked_for_where_causes_can_be_told_by_the_choice(
    fixed: Cause, mailbox_channel: Channel, deniz: Agent, today: date
) -> None:
    reason = causes.reason()
    choice = Choice(today - 29 * DAY, today)

    assert choice.has_causes
    assert not Choice(choice.since, today, channel=mailbox_channel.pk).has_causes
    assert not Choice(choice.since, today, reason=0).has_causes
    assert fixed.name not in page(deniz, f"/measures/saved/?reason={reason.pk}")
    Cause.objects.update(reason=causes.reason("Aktarma", parent=reason))
    assert fixed.name in page(deniz, f"/measures/saved/?reason={reason.pk}")
