"""Which conversations a list holds: conditions on every field, joined by "and" and "or".

A filter is a `Group` of conditions and of further groups. It is written as JSON (in a saved view, in a rule) and as one
line for an address that can be shared: `and(status.is.open,or(label.is.3,subject.contains.kargo%20no))`. What cannot be
understood is refused with a sentence (BadFilter), never half understood.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import quote, unquote

from django.db.models import CharField, F, Func, Q, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations.models import ConversationQuerySet, Status
from muhatap.core.turkish import fold
from muhatap.team.models import Agent

MOST_CONDITIONS = 40
DEEPEST = 4
LONGEST_TEXT = 200
LONGEST_LINE = 4000
JOINS = ("and", "or")

# What an operator is called between field and value.
OPERATORS: Mapping[str, str | Promise] = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "contains": gettext_lazy("contains"),
    "contains_not": gettext_lazy("does not contain"),
    "longer_than": gettext_lazy("longer than"),
    "before": gettext_lazy("before"),
    "after": gettext_lazy("on or after"),
    "longer_ago": gettext_lazy("longer ago than"),
    "within": gettext_lazy("within the last"),
    "at_least": gettext_lazy("at least"),
    "at_most": gettext_lazy("at most"),
}
_OF_KIND = {
    "status": ("is", "is_not"),
    "agent": ("is", "is_not"),
    "team": ("is", "is_not"),
    "brand": ("is", "is_not"),
    "channel": ("is", "is_not"),
    "label": ("is", "is_not"),
    "language": ("is", "is_not"),
    "text": ("contains", "contains_not"),
    "duration": ("longer_than",),
    "moment": ("before", "after", "within", "longer_ago"),
    "yes_no": ("is",),
    "count": ("at_least", "at_most"),
}
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_DURATION = re.compile(r"([0-9]{1,5})([mhd])")
_WORD = re.compile(r"[a-z_]+")


class BadFilter(Exception):
    """A filter that cannot be understood; the words say where, for the person who wrote or followed it."""


@dataclass(frozen=True)
class Field:
    """Something one may ask of a conversation. `question` turns values into the condition that the database asks."""

    label: str | Promise
    kind: str
    question: Callable[["Condition", Agent, datetime], Q]

    @property
    def operators(self) -> Sequence[str]:
        return _OF_KIND[self.kind]


@dataclass(frozen=True)
class Condition:
    """One question. Several values mean any of them."""

    field: str
    operator: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        _check(self)

    @property
    def value(self) -> str:
        return self.values[0]

    def question(self, agent: Agent, now: datetime) -> Q:
        asked = FIELDS[self.field].question(self, agent, now)
        return ~asked if self.operator in ("is_not", "contains_not") else asked

    def as_json(self) -> dict[str, Any]:
        return {"field": self.field, "operator": self.operator, "values": list(self.values)}

    def __str__(self) -> str:
        return ".".join([self.field, self.operator, "|".join(_quoted(value) for value in self.values)])


@dataclass(frozen=True)
class Group:
    """Conditions and groups, all of which (`and`) or one of which (`or`) must hold. An empty one holds for all."""

    join: str = "and"
    parts: tuple["Condition | Group", ...] = ()

    def __post_init__(self) -> None:
        if self.join not in JOINS:
            raise BadFilter(_("Conditions are joined by “and” or “or”, not by “%(join)s”.") % {"join": self.join[:20]})
        if len(list(self.conditions())) > MOST_CONDITIONS:
            raise BadFilter(_("A filter has at most %(most)d conditions.") % {"most": MOST_CONDITIONS})

    @classmethod
    def read(cls, line: str) -> Self:
        """Return the filter of its one-line form; the empty one of an empty line. Raises BadFilter."""
        return cls() if not line.strip() else cls._of(_Reader(line).whole())

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return the filter of its JSON form; the empty one of nothing. Raises BadFilter."""
        return cls._of(_from_json(data)) if data else cls()

    @classmethod
    def _of(cls, part: "Condition | Group") -> Self:
        return cls(part.join, part.parts) if isinstance(part, Group) else cls("and", (part,))

    def apply(self, conversations: ConversationQuerySet, agent: Agent, now: datetime) -> ConversationQuerySet:
        """Return those of the conversations that it holds, as this agent asks now ("me" is the agent)."""
        return conversations.filter(self.question(agent, now)) if self.parts else conversations

    def question(self, agent: Agent, now: datetime) -> Q:
        asked = [part.question(agent, now) for part in self.parts]
        return Q(*asked, _connector=Q.OR if self.join == "or" else Q.AND)

    def conditions(self) -> Iterator[Condition]:
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part

    def as_json(self) -> dict[str, Any]:
        return {"join": self.join, "parts": [part.as_json() for part in self.parts]}

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return f"{self.join}({','.join(map(str, self.parts))})" if self.parts else ""


class Folded(Func):
    """A text as search compares it, in the database: see core.turkish.fold and the index of the same name."""

    function = "muhatap_fold"
    output_field = CharField()


def _is_status(condition: Condition, agent: Agent, now: datetime) -> Q:
    return Q(status__in=condition.values)


def _is_agent(condition: Condition, agent: Agent, now: datetime) -> Q:
    numbers = [agent.pk if value == "me" else int(value) for value in condition.values if value != "nobody"]
    return _one_of("assigned_to", numbers, or_none="nobody" in condition.values)


def _is_team(condition: Condition, agent: Agent, now: datetime) -> Q:
    numbers = [int(value) for value in condition.values if value not in ("mine", "none")]
    asked = _one_of("team", numbers, or_none="none" in condition.values)
    return asked | Q(team__in=agent.teams.values("pk")) if "mine" in condition.values else asked


def _is_brand(condition: Condition, agent: Agent, now: datetime) -> Q:
    return Q(brand__in=list(map(int, condition.values)))


def _is_channel(condition: Condition, agent: Agent, now: datetime) -> Q:
    return Q(channel__in=list(map(int, condition.values)))


def _has_label(condition: Condition, agent: Agent, now: datetime) -> Q:
    numbers = [int(value) for value in condition.values if value != "none"]
    asked = Q(label_ids__overlap=numbers) if numbers else Q(pk__in=[])
    return asked | Q(label_ids=[]) if "none" in condition.values else asked


def _is_language(condition: Condition, agent: Agent, now: datetime) -> Q:
    return Q(language__in=condition.values)


def _contains(column: str) -> Callable[[Condition, Agent, datetime], Q]:
    def asked(condition: Condition, agent: Agent, now: datetime) -> Q:
        found = Q()
        for value in condition.values:
            found |= Q(Contains(Folded(F(column)), Value(f"%{_escaped(fold(value))}%")))
        return found

    return asked


class Contains(Func):
    template = "%(expressions)s"
    arg_joiner = " LIKE "
    arity = 2
    conditional = True


def _waits_longer(condition: Condition, agent: Agent, now: datetime) -> Q:
    return Q(waiting_since__lte=now - _duration(condition.value))


def _at(column: str) -> Callable[[Condition, Agent, datetime], Q]:
    def asked(condition: Condition, agent: Agent, now: datetime) -> Q:
        if condition.operator in ("within", "longer_ago"):
            then = now - _duration(condition.value)
            return Q(**{f"{column}__gte": then}) if condition.operator == "within" else Q(**{f"{column}__lt": then})
        begins = timezone.make_aware(datetime.combine(_day(condition.value), time()))
        return Q(**{f"{column}__lt": begins}) if condition.operator == "before" else Q(**{f"{column}__gte": begins})

    return asked


def _whether(asked: Callable[[datetime], Q]) -> Callable[[Condition, Agent, datetime], Q]:
    return lambda condition, agent, now: asked(now) if condition.value == "yes" else ~asked(now)


def _counts(column: str) -> Callable[[Condition, Agent, datetime], Q]:
    def asked(condition: Condition, agent: Agent, now: datetime) -> Q:
        suffix = "gte" if condition.operator == "at_least" else "lte"
        return Q(**{f"{column}__{suffix}": int(condition.value)})

    return asked


FIELDS: Mapping[str, Field] = {
    "status": Field(gettext_lazy("Status"), "status", _is_status),
    "assignee": Field(gettext_lazy("Assigned to"), "agent", _is_agent),
    "team": Field(gettext_lazy("Team"), "team", _is_team),
    "label": Field(gettext_lazy("Label"), "label", _has_label),
    "brand": Field(gettext_lazy("Brand"), "brand", _is_brand),
    "channel": Field(gettext_lazy("Channel"), "channel", _is_channel),
    "language": Field(gettext_lazy("Language"), "language", _is_language),
    "customer": Field(gettext_lazy("Customer’s name"), "text", _contains("customer_name")),
    "subject": Field(gettext_lazy("Subject"), "text", _contains("subject")),
    "waiting": Field(gettext_lazy("Waiting for us"), "duration", _waits_longer),
    "is_waiting": Field(
        gettext_lazy("Waits for our answer"), "yes_no", _whether(lambda now: Q(waiting_since__isnull=False))
    ),
    "overdue": Field(gettext_lazy("Overdue"), "yes_no", _whether(lambda now: Q(due_at__isnull=False, due_at__lte=now))),
    "last_message": Field(gettext_lazy("Last message"), "moment", _at("last_message_at")),
    "opened": Field(gettext_lazy("Opened"), "moment", _at("opened_at")),
    "attachment": Field(gettext_lazy("Has files"), "yes_no", _whether(lambda now: Q(has_attachments=True))),
    "failure": Field(gettext_lazy("A reply failed"), "yes_no", _whether(lambda now: Q(has_failure=True))),
    "unread": Field(
        gettext_lazy("Read by nobody yet"),
        "yes_no",
        _whether(
            lambda now: Q(waiting_since__isnull=False) & (Q(read_at__isnull=True) | Q(read_at__lt=F("last_message_at")))
        ),
    ),
    "messages": Field(gettext_lazy("Messages"), "count", _counts("message_count")),
    "written": Field(gettext_lazy("Times the customer wrote"), "count", _counts("customer_message_count")),
    "reopened": Field(gettext_lazy("Times reopened"), "count", _counts("reopen_count")),
}


def _one_of(column: str, numbers: list[int], *, or_none: bool) -> Q:
    asked = Q(**{f"{column}__in": numbers}) if numbers else Q(pk__in=[])
    return asked | Q(**{column: None}) if or_none else asked


def _check(condition: Condition) -> None:
    """Raise BadFilter for what the field cannot be asked."""
    field = FIELDS.get(condition.field)
    if field is None:
        raise BadFilter(_("Nothing is called “%(field)s” here.") % {"field": condition.field[:40]})
    if condition.operator not in field.operators:
        raise BadFilter(
            _("“%(field)s” cannot be asked “%(operator)s”.")
            % {"field": field.label, "operator": OPERATORS.get(condition.operator, condition.operator[:20])}
        )
    if not condition.values or any(len(value) > LONGEST_TEXT or "\0" in value for value in condition.values):
        raise BadFilter(_("“%(field)s” needs a value.") % {"field": field.label})
    if not all(_fits(field.kind, condition.operator, value) for value in condition.values):
        values = ", ".join(condition.values)[:60]
        raise BadFilter(_("“%(field)s” cannot be “%(value)s”.") % {"field": field.label, "value": values})


def _fits(kind: str, operator: str, value: str) -> bool:
    match kind:
        case "status":
            return value in Status.values
        case "agent":
            return value in ("me", "nobody") or _is_number(value)
        case "team":
            return value in ("mine", "none") or _is_number(value)
        case "label":
            return value == "none" or _is_number(value)
        case "brand" | "channel" | "count":
            return _is_number(value)
        case "language":
            return bool(re.fullmatch(r"[a-z]{2,3}", value))
        case "yes_no":
            return value in ("yes", "no")
        case "duration":
            return bool(_DURATION.fullmatch(value))
        case "moment":
            return bool(_DURATION.fullmatch(value)) if operator in ("within", "longer_ago") else _is_day(value)
    return bool(value.strip())


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def _is_day(value: str) -> bool:
    try:
        return date(1990, 1, 1) <= _day(value) < date(2100, 1, 1)
    except ValueError:
        return False


def _day(value: str) -> date:
    return date.fromisoformat(value)


def _duration(value: str) -> timedelta:
    found = _DURATION.fullmatch(value)
    assert found
    return int(found[1]) * _UNITS[found[2]]


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _quoted(value: str) -> str:
    return quote(value, safe=" ").replace(".", "%2E")


def _from_json(data: object, depth: int = 1) -> Condition | Group:
    if depth > DEEPEST:
        raise BadFilter(_("These conditions are nested too deeply."))
    match data:
        case {"join": str(join), "parts": list(parts)}:
            if len(parts) > MOST_CONDITIONS:
                raise BadFilter(_("A filter has at most %(most)d conditions.") % {"most": MOST_CONDITIONS})
            return Group(join, tuple(_from_json(part, depth + 1) for part in parts))
        case {"field": str(field), "operator": str(operator), "values": list(values)} if all(
            isinstance(value, str) for value in values
        ):
            return Condition(field, operator, tuple(values))
    raise BadFilter(_("This filter cannot be read."))


class _Reader:
    """Reads the one-line form from left to right."""

    def __init__(self, line: str) -> None:
        if len(line) > LONGEST_LINE:
            raise BadFilter(_("This filter is too long."))
        self._line = line.strip()
        self._at = 0

    def whole(self) -> Condition | Group:
        part = self._part(depth=1)
        if self._at != len(self._line):
            raise self._lost()
        return part

    def _part(self, *, depth: int) -> Condition | Group:
        word = self._word()
        if self._next() == "(" and word in JOINS:
            if depth > DEEPEST:
                raise BadFilter(_("These conditions are nested too deeply."))
            return Group(word, self._parts(depth))
        self._take(".")
        operator = self._word()
        self._take(".")
        return Condition(word, operator, self._values())

    def _parts(self, depth: int) -> tuple[Condition | Group, ...]:
        self._take("(")
        parts = [self._part(depth=depth + 1)]
        while self._next() == ",":
            self._take(",")
            parts.append(self._part(depth=depth + 1))
            if len(parts) > MOST_CONDITIONS:
                raise BadFilter(_("A filter has at most %(most)d conditions.") % {"most": MOST_CONDITIONS})
        self._take(")")
        return tuple(parts)

    def _values(self) -> tuple[str, ...]:
        start = self._at
        while self._next() not in ("", ",", ")", "(", "."):
            self._at += 1
        return tuple(unquote(value) for value in self._line[start : self._at].split("|"))

    def _word(self) -> str:
        found = _WORD.match(self._line, self._at)
        if not found:
            raise self._lost()
        self._at = found.end()
        return found[0]

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            raise self._lost()
        self._at += 1

    def _next(self) -> str:
        return self._line[self._at : self._at + 1]

    def _lost(self) -> BadFilter:
        return BadFilter(_("This filter cannot be read after “%(read)s”.") % {"read": self._line[: self._at][-40:]})
