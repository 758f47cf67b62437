"""A rule while it is written: rows that come and go, half-filled fields, and what is still missing, in sentences."""

import json
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

_KEPT = re.compile(r"kept-(\d{1,3})")
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
    # Groups within groups, as a program may write them: shown in words, carried along as they are, or taken out.
    kept: list[Group] = field(default_factory=list)
    is_unreadable: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Return the form of a saved rule. What does not fit into the rows of the page is kept as it is."""
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
        editor._lay_out(Group.read(rule.conditions).simplified())
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
            if _KEPT.fullmatch(key):
                editor._keep(value)
            elif match := _ROW.fullmatch(key):
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
        if verb == "drop" and place == "kept" and number.isdecimal() and int(number) < len(self.kept):
            del self.kept[int(number)]
            return "add-all"
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
        if not parts and len(self.kept) == 1:
            return self.kept[0]
        return Group("all", (*parts, *self.kept))

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
        if wrong_group := self._wrong_group(choices):
            self.errors["kept"] = wrong_group
        if not self.rows["do"]:
            self.errors["do"] = _("Say what is to be done: add at least one action.")
        for number, row in enumerate(self.rows["do"]):
            if wrong := _wrong_deed(row, choices):
                self.errors[f"do-{number}-{wrong[0]}"] = wrong[1]
        return not self.errors

    def _lay_out(self, group: Group) -> None:
        """Put each part of a simplified group where the page shows it."""
        if group.join == "any" and len(group.parts) != 1:
            group = Group("all", (group,))
        for part in group.parts:
            if isinstance(part, Condition) and _fits(part) and len(self.rows["all"]) < MOST_CONDITIONS:
                self.rows["all"].append(part.written())
            elif isinstance(part, Group) and not self.rows["any"] and _is_list_of_others(part):
                self.rows["any"] = [each.written() for each in part.conditions()]
            else:
                self.kept.append(part if isinstance(part, Group) else Group("all", (part,)))

    def _keep(self, sent: object) -> None:
        """Take a kept group back from the form."""
        try:
            self.kept.append(Group.read(json.loads(str(sent))))
        except (NotACondition, ValueError, RecursionError):
            self.is_unreadable = True

    def _wrong_group(self, choices: "Choices") -> str:
        if self.is_unreadable:
            return _("One of the conditions could not be read. Open the rule again; what was saved is still there.")
        if any(_wrong_condition(each.written(), choices) for group in self.kept for each in group.conditions()):
            return _("Something that these conditions name is not there any more. Take them out.")
        try:
            Group.read(self.group().written())
        except NotACondition:
            return _("These conditions are nested too deeply to stand beside others.")
        return ""

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


def _fits(asked: Condition) -> bool:
    """Say whether the form would send the whole of it back."""
    return len(asked.value) <= LONGEST["value"]


def _is_list_of_others(group: Group) -> bool:
    return (
        group.join == "any"
        and 0 < len(group.parts) <= MOST_CONDITIONS
        and all(isinstance(part, Condition) and _fits(part) for part in group.parts)
    )


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
