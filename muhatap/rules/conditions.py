"""When a rule applies: conditions joined by and/or, asked of flat facts. Pure: no database, no clock.

The facts are gathered once for an event (`queries.facts_of`), so that a hundred rules cost no more questions than one.
Text among them is folded already (`core.turkish.fold`); choices are written as strings, "" meaning none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, Self

from muhatap.core.turkish import fold

Facts = Mapping[str, Any]
DEEPEST = 8


class NotACondition(ValueError):
    """What was handed in does not say a condition; `args[0]` says what is wrong with it, for the log."""


class Matching(Protocol):
    def matches(self, facts: Facts) -> bool:
        """Say whether the facts are as asked."""


class Kind(StrEnum):
    TEXT = "text"
    ADDRESS = "address"
    CHOICE = "choice"
    SET = "set"
    NUMBER = "number"
    FLAG = "flag"


COMPARISONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("contains", "lacks", "is", "is_not", "begins"),
    Kind.ADDRESS: ("is", "is_not", "contains", "lacks", "ends"),
    Kind.CHOICE: ("is", "is_not"),
    Kind.SET: ("has", "has_not"),
    Kind.NUMBER: ("at_least", "at_most"),
    Kind.FLAG: ("yes", "no"),
}
# What a conversation and its message can be asked, in the order in which people look for it.
FIELDS: Mapping[str, Kind] = {
    "subject": Kind.TEXT,
    "text": Kind.TEXT,
    "sender": Kind.ADDRESS,
    "domain": Kind.ADDRESS,
    "recipient": Kind.ADDRESS,
    "customer": Kind.TEXT,
    "attachment": Kind.FLAG,
    "language": Kind.CHOICE,
    "brand": Kind.CHOICE,
    "channel": Kind.CHOICE,
    "status": Kind.CHOICE,
    "assignee": Kind.CHOICE,
    "team": Kind.CHOICE,
    "label": Kind.SET,
    "added_label": Kind.CHOICE,
    "segment": Kind.SET,
    "hours": Kind.CHOICE,
    "overdue": Kind.FLAG,
    "first": Kind.FLAG,
    "messages": Kind.NUMBER,
    "customer_messages": Kind.NUMBER,
    "reopened": Kind.NUMBER,
    "waiting_hours": Kind.NUMBER,
}
_NOT = {"lacks", "is_not", "has_not", "no"}


@dataclass(frozen=True)
class Condition:
    """One question: `{"field": "subject", "is": "contains", "value": "fatura, invoice"}`.

    A text may name several words with commas between: one of them is enough, and "lacks" means none of them.
    """

    field: str
    comparison: str
    value: str = ""

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """Raises NotACondition."""
        field, comparison, value = (written.get(key, "") for key in ("field", "is", "value"))
        if not isinstance(field, str) or field not in FIELDS:
            raise NotACondition(f"no such field: {field!r}")
        if not isinstance(comparison, str) or comparison not in COMPARISONS[FIELDS[field]]:
            raise NotACondition(f"{field} cannot be compared by {comparison!r}")
        if not isinstance(value, str):
            raise NotACondition(f"the value of {field} is no text")
        if FIELDS[field] is Kind.NUMBER and not (value.isascii() and value.isdecimal()):
            raise NotACondition(f"{field} is compared with a number, not with {value!r}")
        if FIELDS[field] in (Kind.TEXT, Kind.ADDRESS) and not words_of(value):
            raise NotACondition(f"{field} is compared with nothing")
        return cls(field, comparison, value)

    def written(self) -> dict[str, str]:
        return {"field": self.field, "is": self.comparison, "value": self.value}

    def matches(self, facts: Facts) -> bool:
        found = self._holds(facts)
        return not found if self.comparison in _NOT else found

    def _holds(self, facts: Facts) -> bool:
        """Answer the question without its "not"."""
        fact = facts.get(self.field)
        match FIELDS[self.field]:
            case Kind.TEXT | Kind.ADDRESS:
                return _is_like(fact or "", self.comparison, words_of(self.value))
            case Kind.CHOICE:
                return (fact or "") == self.value
            case Kind.SET:
                return self.value in (fact or ())
            case Kind.NUMBER:
                number = fact or 0
                limit = int(self.value)
                return bool(number >= limit) if self.comparison == "at_least" else bool(number <= limit)
            case Kind.FLAG:
                return bool(fact)


@dataclass(frozen=True)
class Group:
    """Conditions and groups of them, joined: `{"all": […]}` or `{"any": […]}`. Nothing in an "all" always applies."""

    join: str
    parts: tuple["Condition | Group", ...] = ()

    @classmethod
    def read(cls, written: Any, *, deepest: int = DEEPEST) -> Self:
        """Raises NotACondition."""
        if not isinstance(written, Mapping) or len(written) != 1:
            raise NotACondition("a group is one of “all” and “any”")
        ((join, parts),) = written.items()
        if join not in ("all", "any") or not isinstance(parts, list):
            raise NotACondition(f"no such group: {join!r}")
        if not deepest:
            raise NotACondition("groups within groups without end")
        return cls(join, tuple(_read_part(part, deepest=deepest - 1) for part in parts))

    def written(self) -> dict[str, Any]:
        return {self.join: [part.written() for part in self.parts]}

    def matches(self, facts: Facts) -> bool:
        answers = (part.matches(facts) for part in self.parts)
        return all(answers) if self.join == "all" else any(answers)

    def simplified(self) -> "Group":
        """Return a group that asks the same, without brackets around one part or around parts joined like the rest."""
        parts: list[Condition | Group] = []
        for part in self.parts:
            each = part.simplified() if isinstance(part, Group) else part
            if isinstance(each, Group) and len(each.parts) == 1:
                each = each.parts[0]
            parts += each.parts if isinstance(each, Group) and each.join == self.join else [each]
        if len(parts) == 1 and isinstance(parts[0], Group):
            return parts[0]
        return Group(self.join, tuple(parts))

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition, however deep."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part

    def because(self, facts: Facts) -> Iterator[Condition]:
        """Yield the conditions that hold: why a rule that applies does."""
        return (condition for condition in self.conditions() if condition.matches(facts))


def words_of(value: str) -> list[str]:
    """Return what a text is compared with, folded: "Fatura, İADE" gives "fatura" and "iade"."""
    return [word for part in value.split(",") if (word := fold(" ".join(part.split())))]


def _read_part(written: Any, *, deepest: int) -> "Condition | Group":
    if not isinstance(written, Mapping):
        raise NotACondition("neither a condition nor a group")
    return Condition.read(written) if "field" in written else Group.read(written, deepest=deepest)


def _is_like(fact: str | tuple[str, ...], comparison: str, words: list[str]) -> bool:
    # A message may have several recipients; one of them is enough.
    texts = (fact,) if isinstance(fact, str) else fact
    match comparison:
        case "is" | "is_not":
            return any(text == word for text in texts for word in words)
        case "begins":
            return any(text.startswith(word) for text in texts for word in words)
        case "ends":
            return any(text.endswith(word) for text in texts for word in words)
    return any(word in text for text in texts for word in words)
