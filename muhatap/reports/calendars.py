"""By which opening hours customers of a brand waited at some time in the past."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from muhatap.core import business_time
from muhatap.core.business_time import BadHours, Hours
from muhatap.reports.models import OpeningHours
from muhatap.team.models import Brand


@dataclass(frozen=True)
class Calendar:
    """The hours of a brand, each from its moment on, the latest first; the last holds for all the time before."""

    since: tuple[tuple[datetime | None, Hours], ...]

    def hours(self, at: datetime) -> Hours:
        return next(hours for since, hours in self.since if since is None or since <= at)


def note_changes(*, now: datetime) -> None:
    """Write down hours that are new. A brand's first count for all of its past."""
    in_order = OpeningHours.objects.order_by(F("since").asc(nulls_first=True), "pk")
    known = {row.brand_id: row for row in in_order}
    for brand in Brand.objects.all():
        last = known.get(brand.pk)
        if last is None:
            OpeningHours.objects.create(brand=brand, since=None, hours=brand.opening_hours)
        elif last.hours != brand.opening_hours:
            OpeningHours.objects.create(brand=brand, since=now, hours=brand.opening_hours)


def of(brand_ids: Iterable[int]) -> Mapping[int, Calendar]:
    """Return the calendar of each brand."""
    wanted = set(brand_ids)
    rows: dict[int, list[tuple[datetime | None, Hours]]] = {number: [] for number in wanted}
    for row in OpeningHours.objects.filter(brand__in=wanted):
        rows[row.brand_id].append((row.since, _read(row.hours)))
    for brand in Brand.objects.filter(pk__in=[number for number in wanted if not rows[number]]):
        rows[brand.pk].append((None, _read(brand.opening_hours)))
    earliest = datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return {
        number: Calendar(tuple(sorted(listed, key=lambda pair: pair[0] or earliest, reverse=True)))
        for number, listed in rows.items()
    }


def _read(hours: dict[str, object]) -> Hours:
    zone = timezone.get_default_timezone()
    try:
        return business_time.read(hours, zone)
    except BadHours:
        return business_time.office(zone)
