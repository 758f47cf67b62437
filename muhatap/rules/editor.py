"""A rule while it is written: rows that come and go, half-filled fields, and what is still missing, in sentences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muhatap.core import outgoing
from muhatap.rules import deeds, sentences
from muhatap.rules.conditions import COMPARISONS, FIELDS, Condition, Group, Kind, NotACondition
from muhatap.rules.deeds import ACTS, MOST_DEEDS, MOST_UNITS, NEW_LABEL, UNITS, Deed, NotADeed
from muhatap.rules.models import TIMED, WITH_DURATION, Rule, Trigger

MOST_CONDITIONS = 20
# The two groups of the page: all of the first must hold, and one of the second.
GROUPS = ("all", "any")
LISTS = (*GROUPS, "do")
LONGEST = {"value": 500, "tr": 5000, "en": 5000, "text": 5000, "url": 2000}

_ROW = re.compile(r"(all|any|do)-(\d{1,4})-([a-z]+)")

Row = dict[str, str]


@dataclass
class Editor:
    """What stands in the form. `errors` are by the name of the control they belong to."""

    name: str = ""
    brand: str = ""
    event: str = Trigger.RECEIVED.value
    amount: str = "1"
    unit: str = "days"
    is_business_time: bool = False
    stops_here: bool = False
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in LISTS})
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Return the form of a saved rule. A group that the page cannot show is flattened into it."""
        amount, unit = _in_units(rule.after_minutes)
        editor = cls(
            name=rule.name,
            brand=str(rule.brand_id or ""),
            event=rule.event,
            amount=amount,
            unit=unit,
            is_business_time=rule.is_business_time,
            stops_here=rule.stops_here,
        )
        group = Group.read(rule.conditions)
        for part in group.parts:
            is_other = isinstance(part, Group) and part.join == "any"
            place = "any" if is_other or group.join == "any" else "all"
            found = part.conditions() if isinstance(part, Group) else [part]
            editor.rows[place] += [each.written() for each in found]
        editor.rows["do"] = [each.written() for each in deeds.read(rule.actions)]
        return editor

    @classmethod
    def read(cls, form: QueryDict) -> Self:
        """Return what was sent, whatever it is; `check` says what is wrong with it."""
        editor = cls(
            name=_storable(form.get("name", ""))[:80].strip(),
            brand=form.get("brand", "")[:18],
            event=form.get("event", ""),
            amount=form.get("amount", "").strip(),
            unit=form.get("unit", ""),
            is_business_time="is_business_time" in form,
            stops_here="stops_here" in form,
        )
        found: dict[tuple[str, int], Row] = {}
        for key, value in form.items():
            if match := _ROW.fullmatch(key):
                place, number, name = match.groups()
                found.setdefault((place, int(number)), {})[name] = _storable(value)[: LONGEST.get(name, 200)]
        for place, number in sorted(found, key=lambda each: (LISTS.index(each[0]), each[1])):
            if len(editor.rows[place]) < max(MOST_CONDITIONS, MOST_DEEDS):
                editor.rows[place].append(found[place, number])
        editor._settle()
        return editor

    def reshape(self, act: str) -> str:
        """Add or drop a row, as a button says ("add-all", "drop-do-2"); return the control to go on with."""
        verb, _dash, rest = act.partition("-")
        place, _dash, number = rest.partition("-")
        if place not in self.rows:
            return ""
        if verb == "add" and len(self.rows[place]) < (MOST_DEEDS if place == "do" else MOST_CONDITIONS):
            self.rows[place].append({"act": "label"} if place == "do" else {"field": "subject"})
            self._settle()
            return f"{place}-{len(self.rows[place]) - 1}-{'act' if place == 'do' else 'field'}"
        if verb == "drop" and number.isdecimal() and int(number) < len(self.rows[place]):
            del self.rows[place][int(number)]
            return f"add-{place}"
        return ""

    @property
    def is_timed(self) -> bool:
        return self.event in TIMED

    @property
    def has_duration(self) -> bool:
        return self.event in WITH_DURATION

    @property
    def may_count_business_time(self) -> bool:
        return self.event == Trigger.UNANSWERED

    @property
    def after_minutes(self) -> int:
        if not self.has_duration or not deeds.is_amount(self.amount) or self.unit not in UNITS:
            return 0
        return int(self.amount) * int(UNITS[self.unit].total_seconds() // 60)

    def group(self) -> Group:
        """Return the conditions that are whole; `check` names the others."""
        parts: list[Condition | Group] = [*self._conditions("all")]
        if others := tuple(self._conditions("any")):
            parts.append(Group("any", others))
        return Group("all", tuple(parts))

    def deeds(self) -> list[Deed]:
        """Likewise what is to be done."""
        found = []
        for row in self.rows["do"]:
            try:
                found.append(Deed.read(row))
            except NotADeed:
                continue
        return found

    def rule(self) -> Rule:
        """Return the rule as it stands in the form, unsaved: for its sentence and for trying it."""
        return Rule(
            name=self.name,
            event=self.event,
            brand_id=int(self.brand) if self.brand.isascii() and self.brand.isdecimal() else None,
            after_minutes=self.after_minutes,
            is_business_time=self.is_business_time and self.may_count_business_time,
        )

    def values(self) -> dict[str, Any]:
        """Return what is saved."""
        return {
            "name": self.name,
            "event": self.event,
            "after_minutes": self.after_minutes,
            "is_business_time": self.is_business_time and self.may_count_business_time,
            "conditions": self.group().written(),
            "actions": [each.written() for each in self.deeds()],
            "stops_here": self.stops_here and not self.is_timed,
        }

    def check(self, choices: "Choices") -> bool:
        """Look for what is missing or cannot be, say it in `errors`, and return whether all is well."""
        self.errors = {}
        if not self.name:
            self.errors["name"] = _("Give the rule a name; the thread tells under it what it did.")
        if self.event not in Trigger.values:
            self.errors["event"] = _("Choose when the rule is asked.")
        if self.brand not in dict(choices.of["brand"]) and not (self.brand == "" and choices.may_be_any_brand):
            self.errors["brand"] = _("Choose one of your brands.")
        if self.has_duration and not self.after_minutes:
            self.errors["amount"] = _("Write a number from 1 to %(most)d.") % {"most": MOST_UNITS}
        for place in GROUPS:
            for number, row in enumerate(self.rows[place]):
                if missing := _wrong_condition(row, choices):
                    self.errors[f"{place}-{number}-value"] = missing
        if not self.rows["do"]:
            self.errors["do"] = _("Say what is to be done: add at least one action.")
        for number, row in enumerate(self.rows["do"]):
            if wrong := _wrong_deed(row, choices):
                self.errors[f"do-{number}-{wrong[0]}"] = wrong[1]
        return not self.errors

    def _settle(self) -> None:
        """Let each row have what its first choice asks for: another field has other comparisons."""
        for place in GROUPS:
            for row in self.rows[place]:
                row.setdefault("field", "subject")
                comparisons = COMPARISONS[FIELDS[row["field"]]] if row["field"] in FIELDS else ("is",)
                if row.get("is") not in comparisons:
                    row["is"], row["value"] = comparisons[0], ""
                row.setdefault("value", "")
        for row in self.rows["do"]:
            row.setdefault("act", "label")
            if row["act"] == "snooze":
                row["amount"], row["unit"] = row.get("amount") or "1", row.get("unit") or "days"

    def _conditions(self, place: str) -> list[Condition]:
        found = []
        for row in self.rows[place]:
            try:
                found.append(Condition.read(row))
            except NotACondition:
                continue
        return found


@dataclass(frozen=True)
class Choices:
    """What may be chosen in this agent's rules: lists of (value, name) by the field or deed that asks."""

    of: Mapping[str, list[tuple[str, str]]]
    may_be_any_brand: bool

    def for_field(self, name: str) -> list[tuple[str, str]]:
        """Return the values of a condition's field, with "none" where nobody is an answer."""
        nobody = {"assignee": _("nobody"), "team": pgettext("thing", "none")}
        return [("", nobody[name]), *self.of[name]] if name in nobody else self.of.get(name, [])


def _wrong_condition(row: Row, choices: Choices) -> str:
    kind = FIELDS.get(row["field"])
    if kind is None:
        return _("Choose what is compared.")
    value = row["value"]
    if kind in (Kind.CHOICE, Kind.SET) and value not in dict(choices.for_field(row["field"])):
        return _("Choose one that is there.")
    try:
        Condition.read(row)
    except NotACondition:
        if kind is Kind.NUMBER:
            return _("Write a whole number.")
        return _("Write what to look for; several words with commas between.")
    return ""


def _wrong_deed(row: Row, choices: Choices) -> tuple[str, str] | None:
    act = row["act"]
    if act not in ACTS:
        return "act", _("Choose what is to be done.")
    if act == "snooze" and not deeds.is_amount(row.get("amount", "")):
        return "amount", _("Write a number from 1 to %(most)d.") % {"most": MOST_UNITS}
    if act == "reply" and not (row.get("tr", "").strip() or row.get("en", "").strip()):
        return "tr", _("Write the reply in at least one language.")
    if act == "note" and not row.get("text", "").strip():
        return "text", _("Write the note.")
    if act == "webhook":
        try:
            outgoing.check(row.get("url", ""))
        except outgoing.NotAnAddress:
            return "url", _("Write a whole address without a password in it: https://…")
    for name in ("label", "agent", "team", "status"):
        if name in ACTS[act]:
            value = row.get(name, "")
            is_new = name == "label" and act == "label" and value.startswith(NEW_LABEL)
            if not is_new and value not in dict(choices.of[f"do-{name}"]):
                return name, _("Choose one that is there.")
    return None


def _storable(value: object) -> str:
    """Return what was sent without the one sign that PostgreSQL cannot keep."""
    return str(value).replace("\x00", "")


def _in_units(minutes: int) -> tuple[str, str]:
    for unit in ("days", "hours"):
        length = int(UNITS[unit].total_seconds() // 60)
        if minutes and minutes % length == 0:
            return str(minutes // length), unit
    return str(minutes or 1), "minutes" if minutes else "days"


def in_words(editor: Editor, names: sentences.Names) -> str:
    """Say the rule as far as it is written."""
    if editor.event not in Trigger.values:
        return ""
    return sentences.rule_in_words(editor.rule(), editor.group(), editor.deeds(), names)
