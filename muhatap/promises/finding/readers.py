"""How words of time are read that mean the same in every language.

A reader gets what its pattern has found, now, and the opening hours, and returns what that comes to.
"""

import re
from collections.abc import Callable
from datetime import datetime

from muhatap.core.business_time import Hours
from muhatap.promises.finding import due
from muhatap.promises.finding.due import Asked, Nothing, Value


def nothing(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return Nothing()


def asked(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return Asked()


def iso(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.dated(now.date(), int(found[3]), int(found[2]), int(found[1]))


def next_month(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.month_end(now.date(), months=1)


def year_end(found: re.Match[str], now: datetime, hours: Hours) -> Value:
    return due.dated(now.date(), 31, 12)


def days(count: int) -> Callable[[re.Match[str], datetime, Hours], Value]:
    return lambda found, now, hours: due.days_on(now.date(), count)
