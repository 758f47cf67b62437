"""What a page shows of a rule in its editor: each row with its controls, what may be chosen, and what is wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muhatap.conversations.models import Channel, Status
from muhatap.rules import nameable, sentences
from muhatap.rules.conditions import COMPARISONS, FIELDS, Kind
from muhatap.rules.deeds import ACTS, NEW_LABEL, UNITS
from muhatap.rules.editor import GROUPS, Choices, Editor, Row
from muhatap.rules.models import Trigger
from muhatap.team.models import Agent, Language
from muhatap.team.queries import brands_of

Options = list[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Control:
    """One input of a row. `kind` is "select", "text", "number", "long", "url" or nothing to fill in."""

    name: str
    kind: str
    label: str
    value: str = ""
    options: Options | None = None
    error: str = ""
    is_shaping: bool = False
    help: str = ""


@dataclass(frozen=True)
class ShownRow:
    controls: list[Control]
    drop: str
    label: str


def choices_of(agent: Agent) -> Choices:
    """Return what this agent may name in a rule."""
    brands = list(brands_of(agent))
    labels = nameable.choices(nameable.labels())
    agents = [(str(pk), name) for pk, name in Agent.objects.active().values_list("pk", "name")]
    teams = nameable.choices(nameable.teams())
    segments = nameable.choices(nameable.segments())
    channels = Channel.objects.filter(brand__in=brands).values_list("pk", "name")
    chosen = (Status.OPEN, Status.WAITING, Status.ON_HOLD)
    return Choices(
        of={
            "brand": [(str(brand.pk), brand.name) for brand in brands],
            "channel": [(str(pk), name) for pk, name in channels],
            "language": [(language.value, str(language.label)) for language in Language],
            "status": [(status.value, str(status.label)) for status in Status],
            "assignee": agents,
            "team": teams,
            "label": labels,
            "added_label": labels,
            "segment": segments,
            "hours": [("open", pgettext("hours", "open")), ("closed", pgettext("hours", "closed"))],
            "do-label": labels,
            "do-agent": agents,
            "do-team": teams,
            "do-status": [(status.value, str(status.label)) for status in chosen],
        },
        may_be_any_brand=not agent.brand_ids,
    )


def condition_rows(editor: Editor, choices: Choices) -> Mapping[str, list[ShownRow]]:
    return {
        place: [_condition(place, number, row, editor, choices) for number, row in enumerate(editor.rows[place])]
        for place in GROUPS
    }


def kept_groups(editor: Editor, names: sentences.Names) -> list[tuple[str, str]]:
    """Return the groups that the page cannot take apart, in words and as the form carries them."""
    return [
        (sentences.capital(sentences.conditions(group, names)), json.dumps(group.written(), ensure_ascii=False))
        for group in editor.kept
    ]


def deed_rows(editor: Editor, choices: Choices) -> list[ShownRow]:
    return [_deed(number, row, editor, choices) for number, row in enumerate(editor.rows["do"])]


def event_options() -> Options:
    return [(trigger.value, trigger.label) for trigger in Trigger]


def unit_options() -> Options:
    words = {"minutes": _("minutes"), "hours": _("hours"), "days": _("days")}
    return [(unit, words[unit]) for unit in UNITS]


def _condition(place: str, number: int, row: Row, editor: Editor, choices: Choices) -> ShownRow:
    prefix = f"{place}-{number}"
    field = row["field"]
    kind = FIELDS.get(field, Kind.TEXT)
    offered = [name for name in FIELDS if name != "segment" or choices.of["segment"]]
    fields: Options = [(name, sentences.FIELD_NAMES[name]) for name in offered]
    comparisons: Options = [(name, sentences.COMPARISON_NAMES[name]) for name in COMPARISONS[kind]]
    error = editor.errors.get(f"{prefix}-value", "")
    controls = [
        Control(f"{prefix}-field", "select", _("What is compared"), field, fields, is_shaping=True),
        Control(f"{prefix}-is", "select", _("How"), row["is"], comparisons),
    ]
    if kind is not Kind.FLAG:
        controls.append(_value(f"{prefix}-value", kind, row["value"], choices.for_field(field), error))
    return ShownRow(controls, f"drop-{prefix}", str(sentences.FIELD_NAMES.get(field, field)))


def _value(name: str, kind: Kind, value: str, options: list[tuple[str, str]], error: str) -> Control:
    label = _("With what")
    if kind in (Kind.CHOICE, Kind.SET):
        return Control(name, "select", label, value, _with_gap([*options], value), error)
    return Control(name, "number" if kind is Kind.NUMBER else "text", label, value, error=error)


def _deed(number: int, row: Row, editor: Editor, choices: Choices) -> ShownRow:
    prefix, act = f"do-{number}", row["act"]
    acts: Options = [(name, sentences.ACT_NAMES[name]) for name in ACTS]
    wrong = editor.errors.get(f"{prefix}-act", "")
    controls = [Control(f"{prefix}-act", "select", _("What is done"), act, acts, wrong, is_shaping=True)]
    for name in ACTS.get(act, ()):
        full, error = f"{prefix}-{name}", editor.errors.get(f"{prefix}-{name}", "")
        value = row.get(name, "")
        if f"do-{name}" in choices.of:
            options: Options = [*choices.of[f"do-{name}"]]
            if value.startswith(NEW_LABEL):
                options.append((value, _("%(label)s (new)") % {"label": value.removeprefix(NEW_LABEL)}))
            controls.append(Control(full, "select", _("Which"), value, _with_gap(options, value), error))
        elif name == "unit":
            controls.append(Control(full, "select", _("Unit"), value, unit_options(), error))
        else:
            controls.append(_text(full, name, value, error))
    return ShownRow(controls, f"drop-{prefix}", str(sentences.ACT_NAMES.get(act, act)))


def _text(full: str, name: str, value: str, error: str) -> Control:
    variables = _("{customer}, {number}, {brand} and {expected} are filled in.")
    match name:
        case "amount":
            return Control(full, "number", _("How long"), value or "1", error=error)
        case "tr":
            return Control(full, "long", _("In Turkish"), value, error=error, help=variables)
        case "en":
            return Control(full, "long", _("In English"), value, error=error, help=variables)
        case "url":
            signed = _("The address gets a signed POST (Standard Webhooks); the secret stands below once it is saved.")
            return Control(full, "url", _("Address"), value, error=error, help=signed)
    return Control(full, "long", _("Words"), value, error=error, help=variables)


def _with_gap(options: Options, value: str) -> Options:
    """Begin with "choose" while what is chosen is not among them: a first line must not be taken for a choice."""
    return options if value in [key for key, _name in options] else [("", _("Choose …")), *options]
