"""How scores and their figures are shown."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language

from muhatap.surveys.models import SATISFIED, FollowUp, Survey
from muhatap.surveys.statistics import Interval

register = template.Library()

LOW = 2


@register.filter
def tone(score: int | None) -> str:
    """Return the class of a score: low, high, or nothing in between."""
    if score is None:
        return ""
    return "is-high" if score >= SATISFIED else "is-low" if score <= LOW else ""


@register.filter
def follow_up(survey: Survey) -> FollowUp | None:
    return getattr(survey, "follow_up", None)


@register.filter
def second(survey: Survey) -> Survey | None:
    """Return the survey that asked once more, prefetched."""
    return next(iter(survey.seconds.all()), None)


@register.simple_tag
def percent(count: int, n: int) -> str:
    """Return a share; rounded down, so that 100 % means all."""
    return _percent(count * 100 // n) if n else ""


@register.filter
def as_percents(interval: Interval) -> str:
    """Return an interval of shares, rounded outwards."""
    return f"{_percent(int(interval.low * 100))} – {_percent(min(100, -int(-interval.high * 100 // 1)))}"


@register.filter
def as_numbers(interval: Interval) -> str:
    return " … ".join(number_format(round(each, 2), 2).replace("-", "−") for each in (interval.low, interval.high))


@register.filter
def plain(value: float) -> str:
    """Return a number as attributes take it, whatever the language."""
    return f"{value:.2f}"


def _percent(whole: int) -> str:
    """A Turkish percent sign stands before its number."""
    return f"%{whole}" if get_language() == "tr" else f"{whole} %"
