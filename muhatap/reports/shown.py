"""Measures as a page shows them: cards, pictures, and the table behind each, which is its CSV as well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muhatap.reports.queries import Cell, Months, Summary, Sums, added
from muhatap.surveys.statistics import Interval, share
from muhatap.web.numbers import one, whole

# How far a bar of a distribution reaches, in minutes.
CLASSES = (30, 60, 120, 240, 480, 1440, 10080)
# Below this nothing is said of a difference, and nobody is put beside anybody.
ENOUGH = 20
DAY = 1440


@dataclass(frozen=True)
class Table:
    """What a picture shows, for those who read it as rows. `name` is its address as CSV."""

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Bar:
    """One bar of a picture: what it says, how high it is (0 to 1), and its tone."""

    label: str
    value: str
    height: float
    tone: str = ""
    # What stands below it where there is little room.
    short: str = ""


@dataclass(frozen=True)
class Card:
    """A time as a distribution: how many kept to the target, half, nine in ten and the longest, by opening hours."""

    name: str
    title: str | Promise
    opened: Summary
    clock: Summary
    before: Summary
    within: int
    within_before: int
    target: str

    @property
    def n(self) -> int:
        return self.opened.count

    @property
    def percent(self) -> int:
        return self.within * 100 // self.n if self.n else 0

    @property
    def percent_before(self) -> int | None:
        return self.within_before * 100 // self.before.count if self.before.count >= ENOUGH else None

    @property
    def interval(self) -> Interval:
        return share(self.within, self.n)

    @property
    def half(self) -> int | None:
        return self.opened.sizes.share_took(50)

    @property
    def nine(self) -> int | None:
        return self.opened.sizes.share_took(90)

    @property
    def half_before(self) -> int | None:
        return self.before.sizes.share_took(50) if self.before.count >= ENOUGH else None

    @property
    def half_clock(self) -> int | None:
        return self.clock.sizes.share_took(50)

    @property
    def nine_clock(self) -> int | None:
        return self.clock.sizes.share_took(90)

    @property
    def longest(self) -> int:
        return -(-self.opened.longest // 60)

    @property
    def longest_clock(self) -> int:
        return -(-self.clock.longest // 60)

    @property
    def bars(self) -> list[Bar]:
        counts = [count for *_, count in self._classes()]
        top = max(counts, default=0) or 1
        return [
            Bar(label, _whole(count), count / top, short=f"≤ {_brief(high)}" if high else f"> {_brief(CLASSES[-1])}")
            for (label, high, count) in self._classes()
        ]

    @property
    def table(self) -> Table:
        n = self.n or 1
        rows: list[Sequence[Cell]] = [
            [label, count, round(100 * count / n, 1)] for label, _high, count in self._classes()
        ]
        return Table(self.name, str(self.title), [_("Opening time"), _("How many"), _("Percent")], rows)

    def _classes(self) -> Iterator[tuple[str, int | None, int]]:
        low = -1
        for high in CLASSES:
            yield _("up to %(span)s") % {"span": span(high)}, high, self.opened.sizes.between(low, high)
            low = high
        yield _("longer"), None, self.opened.sizes.between(low, None)


@dataclass(frozen=True)
class Share:
    """How many of so many went well."""

    title: str | Promise
    summary: Summary
    before: Summary
    help: str | Promise

    @property
    def percent(self) -> int:
        return self.summary.hits * 100 // self.summary.count if self.summary.count else 0


@dataclass(frozen=True)
class Effort:
    """One kind of effort: the mean, and how many had none beyond what must be."""

    title: str | Promise
    mean: float
    least: str
    percent: int


@dataclass(frozen=True)
class Place:
    """A channel or team beside others: n and the interval say how much the share can tell."""

    name: str
    n: int
    within: int
    half: int | None
    nine: int | None
    interval: Interval = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "interval", share(self.within, self.n))

    @property
    def percent(self) -> int:
        return self.within * 100 // self.n if self.n else 0

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH


TIMES: Mapping[str, Any] = {
    "first": gettext_lazy("First reply"),
    "next": gettext_lazy("Next reply"),
    "settled": gettext_lazy("Resolution"),
}
NEEDED = [
    *(f"{name}_{clock}" for name in TIMES for clock in ("open", "clock")),
    "posted", "promises", "messages", "repeats", "hand_offs", "channels", "days",
    "unanswered", "contacts", "returns", "arrivals",
]  # fmt: skip


def cards(found: Sums, before: Sums, *, targets: Mapping[int | None, int], settled_within: int) -> list[Card]:
    """Return the three times. Each channel is held to its own target, matters to that of the desk."""
    made = []
    for name, title in TIMES.items():
        opened, was = found.get(f"{name}_open", {}), before.get(f"{name}_open", {})
        of_channels = dict.fromkeys({*opened, *was}, settled_within) if name == "settled" else targets
        asked = sorted({of_channels.get(number, 0) for number in opened})
        target = span(asked[0]) if len(asked) == 1 else _("what its channel says") if asked else ""
        made.append(
            Card(
                name,
                title,
                added(opened),
                added(found.get(f"{name}_clock", {})),
                added(was),
                within(opened, of_channels),
                within(was, of_channels),
                target,
            )
        )
    return made


def within(found: Mapping[Any, Summary], targets: Mapping[int | None, int]) -> int:
    return sum(summary.sizes.at_most(targets.get(number, 0)) for number, summary in found.items())


def shares(found: Sums, before: Sums) -> list[Share]:
    said = (
        ("posted", gettext_lazy("Answered by when we had said"), gettext_lazy("of those who were told a time")),
        ("promises", gettext_lazy("Promises kept in time"), gettext_lazy("of those that ended")),
    )
    return [Share(title, added(found.get(name, {})), added(before.get(name, {})), words) for name, title, words in said]


def efforts(found: Sums) -> list[Effort]:
    """Return what matters that were settled had cost their customers."""
    said = (
        ("messages", gettext_lazy("Messages the customer wrote"), 1, _("with one message")),
        ("repeats", gettext_lazy("Written again before an answer came"), 0, _("never")),
        ("hand_offs", gettext_lazy("Passed on to somebody else"), 0, _("never")),
        ("days", gettext_lazy("Days from first word to the end"), 1, _("on the same day")),
    )
    made = []
    for name, title, least, words in said:
        one = added(found.get(name, {}))
        if one.count:
            made.append(Effort(title, one.mean, words, one.sizes.at_most(least) * 100 // one.count))
    return made


def places(first: Mapping[str, Mapping[Any, Summary]], targets: Mapping[int | None, int]) -> list[Place]:
    """Return places by name, never by rank; each answer is held to the target of its channel."""
    made = []
    for name, of_channels in sorted(first.items()):
        whole = added(of_channels)
        sizes = whole.sizes
        made.append(Place(name, whole.count, within(of_channels, targets), sizes.share_took(50), sizes.share_took(90)))
    return made


def places_table(name: str, title: str, listed: Sequence[Place]) -> Table:
    heads = [
        title, _("Answers"), _("Within target, percent"), _("at least"), _("at most"),
        _("Half within, minutes"), _("Nine in ten within, minutes"),
    ]  # fmt: skip
    rows = [
        [
            one.name,
            one.n,
            one.percent,
            round(one.interval.low * 100),
            round(one.interval.high * 100),
            one.half,
            one.nine,
        ]
        for one in listed
    ]
    return Table(name, title, heads, rows)


def week_table(name: str, caption: str, week: Sequence[Sequence[float]]) -> Table:
    heads = [_("Hour"), *weekday_names()]
    rows: list[list[Cell]] = [[f"{hour:02}", *(_short(week[day][hour]) for day in range(7))] for hour in range(24)]
    return Table(name, caption, heads, rows)


def months_table(found: Months) -> Table:
    base = _("Orders") if found.is_per_order else _("Customers")
    rate = _("Per 1,000 orders") if found.is_per_order else _("Per customer")
    rows: list[list[Cell]] = [
        [month.isoformat()[:7], count, of, None if each is None else round(each, 2)]
        for month, count, of, each in zip(found.months, found.contacts, found.base, found.rates, strict=True)
    ]
    return Table("contacts", _("Contacts by month"), [_("Month"), _("Contacts"), base, rate], rows)


def months_bars(found: Months) -> list[Bar]:
    top = max((rate for rate in found.rates if rate), default=0.0) or 1.0
    written = whole if found.is_per_order and top >= 10 else one
    return [
        Bar(
            formats.date_format(month, "M"),
            written(rate),
            (rate or 0.0) / top,
        )
        for month, rate in zip(found.months, found.rates, strict=True)
    ]


def means(week: Sequence[Sequence[int]], *, since: date, until: date) -> list[list[float]]:
    """Return how many came in each hour of the week on the mean, over the days of a choice."""
    whole, rest = divmod((until - since).days + 1, 7)
    often = [whole + ((day - since.weekday()) % 7 < rest) for day in range(7)]
    return [[count / often[day] if often[day] else 0.0 for count in week[day]] for day in range(7)]


def weekday_names() -> list[str]:
    # 5 January 2026 was a Monday.
    return [formats.date_format(date(2026, 1, 5 + day), "D") for day in range(7)]


def span(minutes: int | None) -> str:
    """Say how long something took, in as few words as say it: "45 min", "3 h 20 min", "26 h", "4 days"."""
    if minutes is None:
        return "—"
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    if rest and hours < 10:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if minutes <= 2 * DAY:
        return _("%(count)d h") % {"count": -(-minutes // 60)}
    days = -(-minutes // DAY)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def percent(number: int) -> str:
    """Say a percentage in the reader's way: "81%" or "%81"."""
    return _("%(number)s%%") % {"number": number}


def _whole(count: int) -> str:
    return formats.number_format(count, 0, use_l10n=True, force_grouping=True)


def _brief(minutes: int) -> str:
    """Say a span below a bar: "15 min", "8 h", "7 d"."""
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    if minutes <= 2 * DAY:
        return _("%(count)d h") % {"count": minutes // 60}
    return _("%(count)d d") % {"count": minutes // DAY}


def _short(number: float) -> float:
    return round(number, 1)
