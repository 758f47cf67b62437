"""What a rule does when it applies, as it is written: `{"act": "label", "label": "7"}`. Pure.

Called deeds because `actions` is the package of what leads and the desk do with rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

# The values that each deed has, all of them texts. Which must be filled in, `Deed.missing` says.
ACTS: Mapping[str, tuple[str, ...]] = {
    "label": ("label",),
    "unlabel": ("label",),
    "assign": ("agent",),
    "team": ("team",),
    "free": (),
    "status": ("status",),
    "snooze": ("amount", "unit"),
    "close": (),
    "spam": (),
    "reply": ("tr", "en"),
    "note": ("text",),
    "webhook": ("url",),
}
UNITS: Mapping[str, timedelta] = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
# Longer than anybody plans, shorter than a clock can count.
MOST_UNITS = 9999
MOST_DEEDS = 10
# A label that is made when the rule is saved: "new:fatura".
NEW_LABEL = "new:"
# What a template may name, filled in when it is sent.
VARIABLES = ("customer", "number", "brand", "expected")


class NotADeed(ValueError):
    """What was handed in says nothing that a rule can do; `args[0]` says what is wrong with it, for the log."""


@dataclass(frozen=True)
class Deed:
    act: str
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, written: Any) -> Self:
        """Raises NotADeed."""
        if not isinstance(written, Mapping):
            raise NotADeed("a deed has a name and values")
        act = written.get("act")
        if not isinstance(act, str) or act not in ACTS:
            raise NotADeed(f"no such deed: {act!r}")
        values = {name: written.get(name, "") for name in ACTS[act]}
        if not all(isinstance(value, str) for value in values.values()):
            raise NotADeed(f"the values of {act} are texts")
        deed = cls(act, values)
        if deed.missing():
            raise NotADeed(f"{act} lacks {', '.join(deed.missing())}")
        return deed

    def written(self) -> dict[str, str]:
        return {"act": self.act, **self.values}

    def missing(self) -> list[str]:
        """Return the values that are not there or cannot be."""
        if self.act == "reply":
            return [] if any(text.strip() for text in self.values.values()) else ["tr"]
        if self.act == "snooze":
            return [name for name, is_good in (("amount", is_amount(self["amount"])), ("unit", self["unit"] in UNITS))
                    if not is_good]  # fmt: skip
        return [name for name, value in self.values.items() if not value.strip()]

    @property
    def duration(self) -> timedelta:
        """How long a snooze is."""
        return int(self["amount"]) * UNITS[self["unit"]]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def read(written: Any) -> list[Deed]:
    """Return the deeds of a rule in order. Raises NotADeed, also for more than a rule may have."""
    if not isinstance(written, list) or len(written) > MOST_DEEDS:
        raise NotADeed(f"up to {MOST_DEEDS} deeds")
    return [Deed.read(each) for each in written]


def fill_in(template: str, facts: Mapping[str, object]) -> str:
    """Put the facts into a template's {customer}, {number}, {brand} and {expected}; other braces stay as they are."""
    for name in VARIABLES:
        template = template.replace(f"{{{name}}}", str(facts.get(name, "")))
    return template.strip()


def languages_of(deeds: Iterable[Deed]) -> set[str]:
    """Return the languages in which the templates among the deeds have words."""
    return {language for deed in deeds if deed.act == "reply" for language in deed.values if deed[language].strip()}


def is_amount(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9 and 0 < int(text) <= MOST_UNITS
