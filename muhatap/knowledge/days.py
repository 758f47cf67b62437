"""Days as a reply says them: the second working day from now, by the brand's calendar. Pure but for the words."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from muhatap.core.business_time import HORIZON_DAYS, Hours

FARTHEST = 20
_MONTHS = {
    "tr": (
        "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
        "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_DAYS = {
    "tr": ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def values(now: datetime, hours: Hours, language: str) -> Mapping[str, str]:
    """Return {"today", "in_1_working_day", "in_2_working_days", …}, each as "25 Kasım Çarşamba"."""
    today = now.astimezone(hours.zone).date()
    said = {"today": in_words(today, language)}
    for number, day in enumerate(_open_days(today, hours), start=1):
        said[f"in_{number}_working_day{'s' if number > 1 else ''}"] = in_words(day, language)
    return said


def in_words(day: date, language: str) -> str:
    """Return "25 Kasım Çarşamba" or "Wednesday 25 November": to be followed by "günü", which takes the endings."""
    spoken = language if language in _MONTHS else "en"
    month, weekday = _MONTHS[spoken][day.month - 1], _DAYS[spoken][day.weekday()]
    return f"{day.day} {month} {weekday}" if spoken == "tr" else f"{weekday} {day.day} {month}"


def _open_days(today: date, hours: Hours) -> Iterator[date]:
    """Yield the next days on which somebody is there, the first after today; few where the shop hardly opens."""
    found = 0
    for ahead in range(1, HORIZON_DAYS):
        day = today + timedelta(days=ahead)
        if hours.spans_of(day):
            yield day
            found += 1
        if found == FARTHEST:
            return
