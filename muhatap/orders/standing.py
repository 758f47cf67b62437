"""Where an order stands, in words that can be sent to a customer as they are.

`told` answers in the language of whoever reads. Nothing is promised: only what has happened is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.orders.money import Amount

# In working days: a parcel that moves is seen on each of them.
SOON_AFTER = 2
LATE_AFTER = 3
# So long after the payment a parcel should be on its way.
PACKED_WITHIN = 2

DAY = timedelta(days=1)
SATURDAY = 5
MOVING = ("shipped", "in_transit", "out_for_delivery")


@dataclass(frozen=True, kw_only=True)
class ParcelFacts:
    """`state` is one of models.ParcelState."""

    state: str
    carrier: str = ""
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    last_movement_at: datetime | None = None
    last_movement: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`payment` is one of models.PaymentState."""

    placed_at: datetime
    cancelled_at: datetime | None
    payment: str
    paid_at: datetime | None
    total: Amount
    refunded: Amount
    parcels: Sequence[ParcelFacts] = ()


@dataclass(frozen=True)
class Standing:
    """`tone` is "calm", "soon" (have an eye on it) or "late" (somebody has to do something)."""

    text: str
    tone: str = "calm"


def told(facts: Facts, *, now: datetime) -> Standing:
    """Return one or two short sentences on where the order stands."""
    if facts.cancelled_at:
        return Standing(_joined(_("Cancelled"), _refund(facts)))
    if facts.payment in ("none", "failed"):
        return Standing(_("Not paid yet") if facts.payment == "none" else _("The payment did not go through"), "soon")
    standing = _of_parcels(facts, now=now)
    return Standing(_joined(standing.text, _refund(facts)), standing.tone)


def _of_parcels(facts: Facts, *, now: datetime) -> Standing:
    states = {parcel.state for parcel in facts.parcels}
    if not states or states == {"preparing"}:
        since = facts.paid_at or facts.placed_at
        waited = working_days(since, now)
        tone = "late" if waited > 2 * PACKED_WITHIN else "soon" if waited > PACKED_WITHIN else "calm"
        return Standing(_("Being prepared, ordered %(ago)s") % {"ago": _ago(facts.placed_at, now)}, tone)
    if states == {"delivered"}:
        at = max((parcel.delivered_at for parcel in facts.parcels if parcel.delivered_at), default=None)
        return Standing(_begun(_("Delivered %(ago)s") % {"ago": _ago(at, now)}) if at else _("Delivered"))
    if "failed" in states:
        return Standing(_("The carrier could not deliver it"), "late")
    if states == {"returned"}:
        return Standing(_("On its way back to us"))
    moving = [parcel for parcel in facts.parcels if parcel.state in MOVING]
    if not moving:
        return Standing(_("Part of it has arrived, part is being prepared"), "soon")
    slowest = min(moving, key=lambda parcel: _moved_at(parcel) or now)
    standing = _on_the_way(slowest, now=now)
    if "preparing" in states:
        return Standing(_joined(_("Part of it is being prepared"), standing.text), standing.tone)
    if "delivered" in states:
        return Standing(_joined(_("Part of it has arrived"), standing.text), standing.tone)
    return standing


def _on_the_way(parcel: ParcelFacts, *, now: datetime) -> Standing:
    where = {
        "shipped": _("With the carrier"),
        "in_transit": _("On its way"),
        "out_for_delivery": _("Out for delivery today"),
    }[parcel.state]
    moved_at = _moved_at(parcel)
    days = (now - moved_at) // DAY if moved_at else 0
    if moved_at is None or days < SOON_AFTER:
        return Standing(where)
    waited = working_days(moved_at, now)
    tone = "late" if waited >= LATE_AFTER else "soon" if waited >= SOON_AFTER else "calm"
    still = ngettext("nothing has moved for %(days)d day", "nothing has moved for %(days)d days", days) % {"days": days}
    # "Out for delivery today" is no longer true two days later.
    where = _("On its way") if parcel.state == "out_for_delivery" else where
    return Standing(_joined(where, still), tone)


def stock_told(stock: int | None, expected_on: date | None, *, today: date) -> Standing:
    """Return whether more of a product can be had, and when; empty where nobody counts it."""
    if stock is None:
        return Standing("")
    if stock > 0:
        return Standing(ngettext("%(count)d in stock", "%(count)d in stock", stock) % {"count": stock})
    if expected_on is not None and expected_on >= today:
        day = formats.date_format(expected_on, "j F")
        return Standing(_("sold out, expected on %(day)s") % {"day": day}, "soon")
    return Standing(_("sold out"), "soon")


def working_days(since: datetime, until: datetime) -> int:
    """Return how many days from Monday to Friday have begun after a moment, up to and with the day of another."""
    first, last = timezone.localtime(since).date(), timezone.localtime(until).date()
    weeks, rest = divmod(max((last - first).days, 0), 7)
    return 5 * weeks + sum((first.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1))


def _moved_at(parcel: ParcelFacts) -> datetime | None:
    return parcel.last_movement_at or parcel.shipped_at


def _refund(facts: Facts) -> str:
    if not facts.refunded:
        return ""
    if facts.refunded >= facts.total:
        return _("all of it refunded: %(amount)s") % {"amount": facts.refunded}
    return _("%(amount)s refunded") % {"amount": facts.refunded}


def _joined(first: str, second: str) -> str:
    return f"{first} · {second}" if second else first


def _begun(sentence: str) -> str:
    """Return a sentence with a capital: in Turkish it may begin with "dün"."""
    return sentence[:1].upper() + sentence[1:]


def _ago(at: datetime, now: datetime) -> str:
    days = (timezone.localtime(now).date() - timezone.localtime(at).date()).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
