"""A search kept as a view: its operators as conditions of a list, as far as a list can ask them.

A list holds conversations by what they are; what was said in them is searched when it is asked. So words and phrases
stay behind, and the page says which conditions a view would keep.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from muhatap.conversations import asking, filters, narrowing
from muhatap.conversations.asking import Condition, Field, Question
from muhatap.conversations.filters import BadFilter, Group
from muhatap.team.models import Agent

_YES = {"unanswered": "is_waiting", "overdue": "overdue", "attachment": "attachment", "failure": "failure"}


def as_filter(question: Question, agent: Agent, *, now: datetime) -> Group:
    """Return the filter of a view that holds what the operators say; empty when none of them can be kept."""
    grouped: dict[tuple[Field, bool], list[Condition]] = {}
    for condition in question.conditions:
        grouped.setdefault((condition.field, condition.is_not), []).append(condition)
    parts: list[filters.Condition | Group] = []
    for (asked, is_not), conditions in grouped.items():
        try:
            parts += _parts(asked, conditions, is_not, agent, now)
        except BadFilter:
            continue
    return Group("and", tuple(parts))


def _parts(
    asked: Field, conditions: Sequence[Condition], is_not: bool, agent: Agent, now: datetime
) -> Iterator[filters.Condition | Group]:
    operator = "is_not" if is_not else "is"
    match asked:
        case Field.STATUS | Field.HAS:
            yield from _of_meanings(conditions, is_not)
        case Field.ASSIGNED:
            yield from _of_values("assignee", operator, _assignees(conditions))
        case Field.LABEL:
            for condition in conditions:
                yield from _of_values("label", operator, narrowing.labels_meant(condition.value))
        case Field.BRAND:
            found = [pk for condition in conditions for pk in narrowing.brands_meant(condition.value, agent)]
            yield from _of_values("brand", operator, found)
        case Field.CHANNEL:
            found = [pk for condition in conditions for pk in narrowing.channels_meant(condition.value, agent)]
            yield from _of_values("channel", operator, found)
        case Field.FROM if not is_not:
            names = [condition.value for condition in conditions if "@" not in condition.value]
            yield from _of_values("customer", "contains", names)
        case Field.SUBJECT:
            for condition in conditions:
                yield filters.Condition("subject", "contains_not" if is_not else "contains", (condition.value,))
        case Field.DATE if not is_not:
            for condition in conditions:
                yield from _of_days(condition, now)


def _of_meanings(conditions: Sequence[Condition], is_not: bool) -> Iterator[filters.Condition | Group]:
    statuses = [
        each.meaning for each in conditions if each.meaning in ("open", "waiting", "on_hold", "snoozed", "closed")
    ]
    yield from _of_values("status", "is_not" if is_not else "is", statuses)
    for condition in conditions:
        if name := _YES.get(condition.meaning):
            yield filters.Condition(name, "is", ("no" if is_not else "yes",))


def _assignees(conditions: Sequence[Condition]) -> list[str | int]:
    found: list[str | int] = []
    for condition in conditions:
        found += [condition.meaning] if condition.meaning else narrowing.agents_meant(condition.value)
    return found


def _of_days(condition: Condition, now: datetime) -> Iterator[filters.Condition]:
    days = asking.days_of(condition.value, today=timezone.localtime(now).date())
    if days and days.first:
        yield filters.Condition("last_message", "after", (days.first.isoformat(),))
    if days and days.last:
        yield filters.Condition("last_message", "before", ((days.last + timedelta(days=1)).isoformat(),))


def _of_values(name: str, operator: str, values: Sequence[str | int]) -> Iterator[filters.Condition]:
    if values:
        yield filters.Condition(name, operator, tuple(map(str, values)))
