"""Spikes: told soon where something jumps, hardly ever where nothing does."""

import random
from datetime import timedelta

import pytest

from muhatap.causes.thinking import Day, NotEnough, Spike, spike_in
from tests.causes.thinking.simulated import CONTACTS, MONDAY, Shop


def test_a_tripled_rate_is_told_within_days() -> None:
    days = Shop(20, scatter=0.02).days(76, random.Random(1), jump=3, at=70)

    found = spike_in(days, on=days[72].on)

    assert isinstance(found, Spike)
    assert found.times == pytest.approx(3, abs=1.2)
    assert found.since >= days[66].on
    assert found.rate > 1.5 * found.usual_rate


def test_busy_mondays_and_many_orders_are_no_spike() -> None:
    days = [
        Day(MONDAY + timedelta(n), round(20 * CONTACTS[n % 7] * (2 if n >= 64 else 1)), 1_000 * (2 if n >= 64 else 1))
        for n in range(78)
    ]

    assert spike_in(days[:57], on=days[56].on) is None
    assert spike_in(days, on=days[77].on) is None


def test_nothing_is_said_of_a_handful_or_of_a_short_history() -> None:
    rare = [Day(MONDAY + timedelta(n), 4 if n == 69 else 0, 500) for n in range(70)]

    assert spike_in(rare, on=rare[-1].on) is None
    assert spike_in(rare[:20], on=rare[19].on) == NotEnough("days", 19, 28)
    assert isinstance(spike_in([], on=MONDAY), NotEnough)
    assert spike_in([Day(day.on, 5, 0) for day in rare], on=rare[-1].on) == NotEnough("volume", 0, 1)


def test_a_quiet_shop_of_sixty_series_hears_at_most_one_alarm_a_month() -> None:
    alarms = 0
    for number in range(60):
        shop = Shop((0.3, 1, 3, 10, 40, 100)[number % 6], scatter=(0, 0.02, 0.05)[number % 3])
        days = shop.days(56 + 30, random.Random(number))
        lasting = False
        for last in range(56, len(days)):
            is_spike = isinstance(spike_in(days[last - 56 : last + 1], on=days[last].on), Spike)
            alarms += is_spike and not lasting
            lasting = is_spike

    assert alarms <= 1
