"""What the pages of measures say of numbers, and the pictures drawn of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from muhatap.reports import shown
from muhatap.reports.choosing import Choice
from muhatap.reports.shown import Bar, Table
from muhatap.surveys.statistics import Interval
from muhatap.web.numbers import one, whole

register = template.Library()
register.filter("one", one)
register.filter("whole", whole)

BARS_WIDTH, BARS_HEIGHT, BARS_FOOT, BARS_HEAD = 400, 150, 20, 16
WEEK_LEFT, WEEK_TOP, CELL_WIDTH, CELL_HEIGHT = 44, 18, 24, 22
# Hours that are named above the week.
NAMED_HOURS = (0, 3, 6, 9, 12, 15, 18, 21)

register.filter("span", shown.span)
register.filter("percent", shown.percent)


@dataclass(frozen=True)
class DrawnBar:
    bar: Bar
    x: str
    y: str
    width: str
    height: str
    middle: str
    value_y: str


@dataclass(frozen=True)
class DrawnCell:
    """A cell of the week; `step` (0 to 6) says how dark it is."""

    x: int
    y: int
    step: int
    text: str


@register.filter(name="range")
def interval(of: Interval) -> str:
    """Say an interval of a share: "71–84%"."""
    return _("%(low)d–%(high)d%%") % {"low": round(of.low * 100), "high": round(of.high * 100)}


@register.filter
def percent_of(hits: int, n: int) -> int:
    """Rounded down, so that 100 means all."""
    return hits * 100 // n if n else 0


@register.filter
def bars(listed: Sequence[Bar]) -> Iterator[DrawnBar]:
    """Yield where each bar stands within BARS_WIDTH × BARS_HEIGHT."""
    slot = BARS_WIDTH / max(len(listed), 1)
    room = BARS_HEIGHT - BARS_FOOT - BARS_HEAD
    for number, bar in enumerate(listed):
        height = max(room * bar.height, 1.0)
        top = BARS_HEAD + room - height
        yield DrawnBar(
            bar,
            f"{number * slot + slot * 0.12:.1f}",
            f"{top:.1f}",
            f"{slot * 0.76:.1f}",
            f"{height:.1f}",
            f"{(number + 0.5) * slot:.1f}",
            f"{top - 4:.1f}",
        )


@register.filter
def week_cells(week: Sequence[Sequence[float]]) -> Iterator[DrawnCell]:
    """Yield the cells of a week: weekdays from Monday downwards, hours to the right."""
    top = max((count for day in week for count in day), default=0) or 1
    for day, counts in enumerate(week):
        for hour, count in enumerate(counts):
            step = 0 if not count else min(6, 1 + int(6 * count / top))
            yield DrawnCell(WEEK_LEFT + hour * CELL_WIDTH, WEEK_TOP + day * CELL_HEIGHT, step, "")


@register.filter
def people_cells(week: Sequence[Sequence[float]]) -> Iterator[DrawnCell]:
    """The same with each number written into its cell."""
    for cell, number in zip(week_cells(week), (each for day in week for each in day), strict=True):
        yield DrawnCell(cell.x, cell.y, cell.step, f"{number:.0f}" if number else "")


@register.simple_tag
def week_days() -> list[tuple[str, int]]:
    return [(name, WEEK_TOP + day * CELL_HEIGHT + 15) for day, name in enumerate(shown.weekday_names())]


@register.simple_tag
def week_hours() -> list[tuple[str, int]]:
    return [(f"{hour:02}", WEEK_LEFT + hour * CELL_WIDTH) for hour in NAMED_HOURS]


@register.filter
def cell(value: object) -> str:
    """Write a cell of a table."""
    if value is None:
        return "—"
    if isinstance(value, float):
        return formats.number_format(round(value, 1), 1 if value % 1 else 0, use_l10n=True, force_grouping=True)
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True) if isinstance(value, int) else str(value)


@register.filter
def is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float)


@register.filter
def about_product(choice: Choice, sku: str) -> str:
    """Return the same choice about a product, as an address asks for it."""
    return replace(choice, product=sku).asked()


@register.filter
def by_name(tables: Sequence[Table], name: str) -> Table | None:
    return next((table for table in tables if table.name == name), None)
