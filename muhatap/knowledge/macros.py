"""What a macro does beside its text: the acts of conversations that a saved reply may carry.

An act is kept as {"act": "status", "status": "waiting"}, {"act": "label", "label": 7}, {"act": "assign_me"}, {"act":
"team", "team": 3}, {"act": "snooze", "days": 2} (working days; 0: until the customer writes).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.conversations.models import Label, Status
from muhatap.core.business_time import DAY_MINUTES, HORIZON_DAYS, Hours
from muhatap.team.models import Team

STATUSES = (Status.OPEN, Status.WAITING, Status.ON_HOLD, Status.CLOSED)
MOST_ACTS = 12
MOST_DAYS = 30
# In this order they are done: what rests or is closed at the end stays so.
ORDER = ("label", "assign_me", "team", "status", "snooze")


@dataclass(frozen=True)
class Act:
    """One act; of the values, those that its kind needs."""

    act: str
    status: str = ""
    label: int = 0
    team: int = 0
    days: int = 0


def read(kept: object) -> list[Act]:
    """Return the acts of their JSON form in the order in which they are done; what cannot be read is left out."""
    found = [one for each in (kept if isinstance(kept, list) else [])[:MOST_ACTS] if (one := _read(each))]
    return sorted(dict.fromkeys(found), key=lambda one: ORDER.index(one.act))


def written(acts: Iterable[Act]) -> list[dict[str, Any]]:
    values = {"status": "status", "label": "label", "team": "team", "snooze": "days"}
    return [
        {"act": one.act, **({(name := values[one.act]): getattr(one, name)} if one.act in values else {})}
        for one in acts
    ]


@dataclass(frozen=True)
class Names:
    """What labels and teams are called; asked once for many replies."""

    labels: Mapping[int, str]
    teams: Mapping[int, str]

    @classmethod
    def fetched(cls) -> "Names":
        return cls(
            dict(Label.objects.filter(is_archived=False).values_list("pk", "name")),
            dict(Team.objects.values_list("pk", "name")),
        )


def in_words(act: Act, names: Names) -> str:
    """Say an act in a few words; nothing for one whose label or team is gone."""
    match act.act:
        case "status":
            return _("status: %(status)s") % {"status": Status(act.status).label}
        case "label":
            name = names.labels.get(act.label)
            return _("label: %(label)s") % {"label": name} if name else ""
        case "assign_me":
            return _("take it yourself")
        case "team":
            name = names.teams.get(act.team)
            return _("to the queue %(team)s") % {"team": name} if name else ""
    if not act.days:
        return _("snooze until the customer writes")
    return ngettext("snooze for %(days)d working day", "snooze for %(days)d working days", act.days) % {
        "days": act.days
    }


def rest_until(act: Act, *, now: datetime, hours: Hours) -> datetime | None:
    """Return when a snoozed one wakes: when the shop opens so many working days on; None until the customer writes."""
    if not act.days:
        return None
    today, left = timezone.localtime(now, hours.zone).date(), act.days
    for ahead in range(1, HORIZON_DAYS):
        day = today + timedelta(days=ahead)
        spans = hours.spans_of(day)
        left -= bool(spans)
        if spans and not left:
            opens = min(spans[0][0], DAY_MINUTES - 1)
            return datetime.combine(day, time(opens // 60, opens % 60), tzinfo=hours.zone)
    return None


def _read(kept: object) -> Act | None:
    if not isinstance(kept, Mapping) or kept.get("act") not in ORDER:
        return None
    act, status = str(kept["act"]), kept.get("status", "")
    if act == "status":
        return Act(act, status=status) if status in STATUSES else None
    numbers = {name: _number(kept.get(name)) for name in ("label", "team", "days")}
    match act:
        case "label" | "team":
            return Act(act, label=numbers["label"], team=numbers["team"]) if numbers[act] else None
        case "snooze":
            return Act(act, days=min(numbers["days"], MOST_DAYS))
    return Act(act)


def _number(value: object) -> int:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def chosen(acts: Sequence[Act], left_out: object) -> list[Act]:
    """Return those whose places are not among the ones that somebody took off before sending."""
    skipped = set(left_out) if isinstance(left_out, list) and all(isinstance(one, int) for one in left_out) else set()
    return [one for place, one in enumerate(acts) if place not in skipped]
