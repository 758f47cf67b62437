"""A filter as a form: rows of field, operator and value, in blocks that are joined by "and" or "or"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from muhatap.conversations.filters import FIELDS, MOST_CONDITIONS, OPERATORS, BadFilter, Condition, Group
from muhatap.conversations.models import Channel, Label, Status
from muhatap.team.models import Agent, Brand, Team

Choice = tuple[str, str | Promise]
DURATIONS = ("15m", "30m", "1h", "2h", "4h", "8h", "1d", "2d", "3d", "7d", "14d", "30d", "90d")
BLOCKS = ("", "1", "2", "3")


@dataclass(frozen=True)
class Row:
    """One condition as it is typed."""

    field: str
    operator: str
    value: str

    @property
    def control(self) -> str:
        return control_of(self.field, self.operator)


@dataclass(frozen=True)
class Block:
    """Rows that are joined; the first block has no name and holds the others."""

    name: str
    join: str
    rows: Sequence[Row] = field(default_factory=tuple)
    # What has no form here (groups in groups), kept as it is written.
    kept: Sequence[str] = field(default_factory=tuple)


def read(typed: QueryDict) -> Group:
    """Return the filter of a form. Raises BadFilter."""
    blocks = typed_blocks(typed)
    if sum(len(block.rows) for block in blocks) > MOST_CONDITIONS:
        raise BadFilter(_("A filter has at most %(most)d conditions.") % {"most": MOST_CONDITIONS})
    outer, *inner = blocks
    groups = [Group(block.join, _conditions(block.rows)) for block in inner if block.rows]
    kept = [Group.read(line) for line in outer.kept]
    return Group(outer.join, (*_conditions(outer.rows), *groups, *kept))


def typed_blocks(typed: QueryDict) -> list[Block]:
    """Return what was typed, row by row, whether it makes sense or not. Rows without a field are left out."""
    names = ("field", "operator", "value", "group")
    columns = [typed.getlist(name) for name in names]
    longest = min(len(columns[0]), MOST_CONDITIONS + 1)
    padded = [[*column, *([""] * longest)][:longest] for column in columns]
    rows = [row for row in zip(*padded, strict=True) if row[0]]
    return [
        Block(
            name,
            typed.get(f"join_{name}" if name else "join", "or" if name else "and"),
            tuple(Row(*row[:3]) for row in rows if row[3] == name),
            tuple(typed.getlist("kept")) if not name else (),
        )
        for name in BLOCKS
    ]


def blocks_of(group: Group) -> list[Block]:
    """Return a filter as the form shows it."""
    inner = [part for part in group.parts if isinstance(part, Group)]
    fitting = [part for part in inner if all(isinstance(one, Condition) for one in part.parts)][: len(BLOCKS) - 1]
    kept = [str(part) for part in inner if part not in fitting]
    outer = Block("", group.join, _rows(group.parts), tuple(kept))
    named = [Block(name, part.join, _rows(part.parts)) for name, part in zip(BLOCKS[1:], fitting, strict=False)]
    return [outer, *named, *(Block(name, "or") for name in BLOCKS[1 + len(named) :])]


def control_of(field_name: str, operator: str) -> str:
    """Return which control a value is given with: one of the kinds, or "duration" where a moment counts from now."""
    kind = FIELDS[field_name].kind if field_name in FIELDS else "text"
    return "duration" if kind == "moment" and operator in ("within", "longer_ago") else kind


def choices(agent: Agent) -> dict[str, list[Choice]]:
    """Return what can be chosen for each kind that offers choices."""
    agents = Agent.objects.active().order_by("name").values_list("pk", "name")
    brands = Brand.objects.filter(pk__in=agent.brand_ids) if agent.brand_ids else Brand.objects.all()
    return {
        "status": list(Status.choices),
        "agent": [("me", _("me")), ("nobody", _("nobody")), *_numbered(agents)],
        "team": [
            ("mine", _("one of my teams")),
            ("none", _("no team")),
            *_numbered(Team.objects.values_list("pk", "name")),
        ],
        "label": [("none", _("no label")), *_numbered(Label.objects.values_list("pk", "name"))],
        "brand": _numbered(brands.values_list("pk", "name")),
        "channel": _numbered(Channel.objects.filter(brand__in=brands).values_list("pk", "name")),
        "language": [("tr", "Türkçe"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية"), ("ru", "Русский")],
        "yes_no": [("yes", _("yes")), ("no", _("no"))],
        "duration": [(value, _length(value)) for value in DURATIONS],
    }


def fields() -> list[tuple[str, str | Promise, str]]:
    """Return name, label and kind of each field."""
    return [(name, one.label, one.kind) for name, one in FIELDS.items()]


def operators() -> dict[str, list[Choice]]:
    """Return the operators of each field."""
    return {name: [(operator, OPERATORS[operator]) for operator in one.operators] for name, one in FIELDS.items()}


def _conditions(rows: Iterable[Row]) -> tuple[Condition, ...]:
    return tuple(Condition(row.field, row.operator, _values(row)) for row in rows)


def _values(row: Row) -> tuple[str, ...]:
    value = row.value.strip()
    return (value,) if row.control == "text" else tuple(value.split("|"))


def _rows(parts: Iterable[Condition | Group]) -> tuple[Row, ...]:
    return tuple(
        Row(part.field, part.operator, value)
        for part in parts
        if isinstance(part, Condition)
        for value in (part.values[:1] if FIELDS[part.field].kind == "text" else ("|".join(part.values),))
    )


def _numbered(pairs: Iterable[tuple[int, str]]) -> list[Choice]:
    return [(str(pk), name) for pk, name in pairs]


def _length(value: str) -> str:
    number, unit = int(value[:-1]), value[-1]
    words = {"m": _("%(minutes)d min"), "h": _("%(hours)d h"), "d": _("%(days)d d")}[unit]
    return words % {"minutes": number, "hours": number, "days": number}
