"""Shops that never were: daily contacts and orders with a known rate, weekday, scatter and effect."""

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta

from muhatap.causes.thinking import Day

MONDAY = date(2026, 1, 5)
# Contacts and orders of Monday to Sunday, times the mean.
CONTACTS = (1.35, 1.2, 1.1, 1.05, 1.0, 0.75, 0.55)
ORDERS = (1.1, 1.05, 1.0, 1.0, 1.05, 0.9, 0.9)


@dataclass(frozen=True)
class Shop:
    """`rate` contacts per 1,000 orders; `scatter` is the relative variance of the level from one week to the next, or
    from one day to the next."""

    rate: float
    orders: float = 200.0
    scatter: float = 0.0
    is_daily: bool = False
    swing: float = 0.3

    def days(
        self, count: int, chance: random.Random, *, first: date = MONDAY, jump: float = 1, at: int = 0
    ) -> list[Day]:
        """Return so many days; from day number `at` on the rate is `jump` times as high."""
        phase = chance.random() * 2 * math.pi
        level = 1.0
        told = []
        for number in range(count):
            on = first + timedelta(number)
            if self.scatter and (self.is_daily or number % 7 == 0):
                level = chance.gammavariate(1 / self.scatter, self.scatter)
            usual = self.orders * math.exp(self.swing * math.sin(number / 20 + phase)) * ORDERS[on.weekday()]
            volume = poisson(usual, chance)
            mean = self.rate / 1000 * usual * CONTACTS[on.weekday()] * level * (jump if number >= at else 1)
            told.append(Day(on, poisson(mean, chance), volume))
        return told


def poisson(mean: float, chance: random.Random) -> int:
    """Return a Poisson number (Knuth; large means in parts)."""
    total = 0
    while mean > 30:
        total += poisson(30, chance)
        mean -= 30
    limit, product = math.exp(-mean), chance.random()
    while product > limit:
        total += 1
        product *= chance.random()
    return total
