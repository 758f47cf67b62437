"""Pictures of numbers: the course of a cause, and where causes stand between value and nuisance. Coordinates only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import hypot, sqrt

from muhatap.causes import placing
from muhatap.causes.figures import Burden, Trend, Week
from muhatap.causes.models import Cause, Treatment
from muhatap.causes.placing import Said

LINE_WIDTH, LINE_HEIGHT = 150, 30
BARS_WIDTH, BARS_HEIGHT, BARS_FOOT = 640, 150, 22
# The field of the matrix within its picture, and the largest circle.
FIELD = (30.0, 10.0, 394.0, 264.0)
SMALLEST, LARGEST = 7.0, 24.0
# Where centres may lie in its quarters, clear of the headings, and where the quarters meet.
UPPER, LOWER, TURN_Y = (34.0, 126.0), (160.0, 252.0), 142.0
LEFT, RIGHT, TURN_X = (58.0, 196.0), (257.0, 398.0), 227.0
# As wide as a circle with its name.
APART = 230.0
TONES = {
    Treatment.ELIMINATE: "nar",
    Treatment.SIMPLIFY: "amber",
    Treatment.ENCOURAGE: "olive",
    Treatment.AUTOMATE: "tile",
}


@dataclass(frozen=True)
class Bar:
    """One week of a picture of bars; `label` is its number as it is read out."""

    week: Week
    value: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bars:
    """Bars from left to right; `fixed_x` is where the day of the fix lies, if it is in the picture."""

    bars: Sequence[Bar]
    top: float
    fixed_x: float | None
    is_per_order: bool

    @property
    def last_rate(self) -> float:
        return self.bars[-1].value if self.bars else 0.0


@dataclass(frozen=True)
class Spot:
    """One cause in the matrix: centre, radius, and where its treatment comes from."""

    cause: Cause
    count: int
    x: float
    y: float
    radius: float
    treatment: str
    is_label_left: bool
    made_from: str

    @property
    def label_x(self) -> float:
        return self.x - self.radius - 5 if self.is_label_left else self.x + self.radius + 5

    @property
    def label_y(self) -> float:
        return self.y + 4

    @property
    def treatment_words(self) -> str:
        return str(Treatment(self.treatment).label)

    @property
    def tone(self) -> str:
        return TONES[Treatment(self.treatment)]


def sparkline(values: Sequence[float]) -> str:
    """Return the points of a line through the values, "x,y x,y …", within `LINE_WIDTH` × `LINE_HEIGHT`."""
    if len(values) < 2:
        return ""
    top = max(values) or 1.0
    step = LINE_WIDTH / (len(values) - 1)
    return " ".join(
        f"{number * step:.0f},{LINE_HEIGHT - 3 - (LINE_HEIGHT - 6) * value / top:.0f}"
        for number, value in enumerate(values)
    )


def bars(trend: Trend, *, fixed_on: date | None) -> Bars:
    """Return a picture of the weeks, `BARS_WIDTH` × `BARS_HEIGHT`."""
    values, count = trend.values, len(trend.weeks)
    top = max(values, default=0.0) or 1.0
    slot = BARS_WIDTH / max(count, 1)
    room = BARS_HEIGHT - BARS_FOOT
    drawn = []
    fixed_x = None
    for number, (week, value) in enumerate(zip(trend.weeks, values, strict=True)):
        height = room * value / top * 0.92
        drawn.append(Bar(week, value, number * slot + slot * 0.14, room - height, slot * 0.72, height))
        days_after = (fixed_on - week.until).days + 6 if fixed_on else -1
        if 0 <= days_after <= 6:
            fixed_x = number * slot + slot * days_after / 7
    return Bars(drawn, top, fixed_x, trend.is_per_order)


def matrix(causes: Sequence[tuple[Cause, Burden]], said: Mapping[int, Said]) -> list[Spot]:
    """Return where causes stand: value to us to the right, value to the customer upwards, area by conversations.

    `said` is what customers said of conversations with the reason of each.
    """
    left, top, width, height = FIELD
    most = max((burden.count for _, burden in causes), default=0) or 1
    spots = []
    for cause, burden in causes:
        place = placing.place_of(cause, said)
        radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(burden.count / most)
        x = left + width * (place.us + 2.4) / 4.8
        y = top + height * (2.4 - place.customer) / 4.8
        spots.append(
            Spot(cause, burden.count, x, y, radius, placing.treatment_of(cause, said), x > TURN_X, place.words)
        )
    return _apart(spots)


def _apart(spots: list[Spot]) -> list[Spot]:
    """Put spots that would cover each other or a heading side by side, each within its own quarter."""
    placed: list[Spot] = []
    for spot in sorted(spots, key=lambda each: -each.radius):
        low, high = UPPER if spot.y < TURN_Y else LOWER
        first, last = LEFT if spot.x < TURN_X else RIGHT
        if spot.y < TURN_Y:
            low += spot.radius
        else:
            high -= spot.radius
        x, y = min(max(spot.x, first), last), min(max(spot.y, low), high)
        steps = [(dx, dy) for dx in (0, 26, -26, 52) for dy in (0, 18, -18, 36, -36, 54, -54, 72, -72)]
        free = (
            (x + dx, y + dy)
            for dx, dy in steps
            if first <= x + dx <= last
            and low <= y + dy <= high
            and not any(_cover(each, x + dx, y + dy, spot.radius) for each in placed)
        )
        x, y = next(free, (x, y))
        placed.append(replace(spot, x=round(x, 1), y=round(y, 1), radius=round(spot.radius, 1)))
    return placed


def _cover(placed: Spot, x: float, y: float, radius: float) -> bool:
    """Whether a circle there would lie on a placed one, or its name on the other's."""
    across, down = abs(placed.x - x), abs(placed.y - y)
    return (down < 16 and across < APART) or hypot(across, down) < placed.radius + radius + 2
