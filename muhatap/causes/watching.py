"""What the desk looks after by itself: whether a fix holds, what jumps, what is new, what is asked for in vain."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from muhatap.causes import actions, figures, measured, proposals, queries
from muhatap.causes.actions import reporting
from muhatap.causes.models import Cause, Choice, Reason, State, Wished
from muhatap.causes.suggesting import MOST_READ
from muhatap.causes.thinking import Crowd, Day, Effect, Group, Heard, NotEnough, Spike, school, spike_in, wishes
from muhatap.conversations.models import Conversation, Direction, Message
from muhatap.orders.models import Counted, DayCount
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

VERIFIED = _("The numbers say that it holds.")
AS_BEFORE = _("The fix has not shown: contacts are as before.")
NEVER_SHOWN = _("The fix has not shown: after twelve weeks the difference may still be chance.")
CAME_BACK = _("It came back: the contacts are above the level after the fix.")
# What the look for spikes compares with, and a week for its moving mean.
SPIKE_DAYS = timedelta(days=150)
# A jump is shown so long after it was last seen.
SPIKE_SHOWN = timedelta(days=7)
# What somebody said is no cause is not proposed again for a while.
QUIET = timedelta(days=30)
UNEXPLAINED_DAYS = timedelta(days=28)
MOST_UNEXPLAINED = 100_000
MOST_PROPOSED = 8
FEWEST_TO_SPLIT = 15
WISHED_DAYS = timedelta(days=90)
FEWEST_WISHES = 3
MESSAGES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Demand:
    """A product that customers ask for in vain; `cause_id` once it is with the department."""

    key: str
    wording: str
    customers: int
    cause_id: int | None


def verify(*, now: datetime) -> tuple[int, int]:
    """Verify what is fixed and better, reopen what came back or never showed; return how many of each."""
    verified = reopened = 0
    for cause in Cause.objects.filter(state=State.FIXED, fixed_on__lt=timezone.localtime(now).date()):
        shown = measured.effect_of(cause, now=now)
        if shown and isinstance(shown.found, Effect) and shown.found.is_better:
            verified += _turned(cause, State.VERIFIED, now=now, text=VERIFIED)
        elif shown and cause.fixed_on != cause.unshown_on and shown.is_unshown:
            reopened += _doubt(cause, AS_BEFORE if shown.is_as_before else NEVER_SHOWN, now=now)
    for cause in Cause.objects.filter(state=State.VERIFIED):
        back = measured.return_of(cause, now=now)
        if not isinstance(back, NotEnough) and back.is_back:
            reopened += _turned(cause, State.HEARD, now=now, text=CAME_BACK)
    return verified, reopened


@transaction.atomic
def _doubt(cause: Cause, text: str, *, now: datetime) -> bool:
    """Open again what a fix has not changed; its owner and its department are told."""
    if not _turned(cause, State.HEARD, now=now, text=text, is_unshown=True):
        return False
    reporting.tell_unshown(cause)
    return True


def _turned(cause: Cause, to: State, *, now: datetime, text: str, is_unshown: bool = False) -> bool:
    try:
        actions.turn(cause, to=to, by=None, now=now, text=text, is_unshown=is_unshown)
    except actions.CannotTurn:
        # Somebody was quicker; what they said stands.
        return False
    return True


def watch(*, now: datetime) -> list[Spike]:
    """Look for what comes more often than expected: by reason, product and carrier. Return the spikes found.

    On a cause that gathers the reason it is marked; otherwise a cause is proposed.
    """
    today = timezone.localtime(now).date()
    until = today - timedelta(days=1)
    found = []
    for kind, key, name, days in _series(now=now):
        spike = spike_in(days, on=until)
        if not isinstance(spike, Spike):
            continue
        found.append(spike)
        reason = Reason.objects.filter(pk=key).first() if kind == "reason" else None
        known = Cause.objects.active().filter(reason=reason, gathers=True) if reason else Cause.objects.none()
        if not known.update(spiked_at=now):
            _propose(
                name=name,
                reason=reason,
                now=now,
                seen={
                    "kind": proposals.SPIKE,
                    "id": f"{kind}:{key}",
                    "name": name,
                    "count": spike.count,
                    "expected": round(spike.expected, 1),
                    "since": spike.since.isoformat(),
                },
                members=_of_spike(kind, key, since=spike.since) if kind == "reason" else (),
            )
    Cause.objects.filter(spiked_at__lt=now - SPIKE_SHOWN).update(spiked_at=None)
    return found


def find_new(*, now: datetime) -> int:
    """Look for groups among what nobody has explained, and in reasons that hold several; return how many causes.

    Raises nothing: a night in which the look fails is noted, and the next one looks again.
    """
    leaves = Reason.objects.filter(is_archived=False, children=None)
    many = [reason for reason in leaves if _lately(reason, now=now).count() >= FEWEST_TO_SPLIT]
    leaves.exclude(pk__in=[reason.pk for reason in many]).exclude(parts=[]).update(parts=[])
    try:
        unexplained, *parts = school.groups_of_each(
            [_unexplained(now=now), *(Crowd(_heard(_lately(reason, now=now)[:5_000]), most=6) for reason in many)]
        )
    except school.SchoolFailed as error:
        log.warning("no groups were looked for tonight: %s", error)
        return 0
    for reason, groups in zip(many, parts, strict=True):
        _part(reason, groups, count=_lately(reason, now=now).count())
    return sum(_propose_group(group, now=now) for group in unexplained)


def hear_wishes(*, now: datetime, since: timedelta = timedelta(days=2)) -> int:
    """Note what customers ask for that is not sold or not there; return how many messages did."""
    theirs = Message.objects.filter(direction=Direction.IN, machine="", at__gte=now - since)
    theirs = theirs.exclude(pk__in=Wished.objects.values("message")).order_by("pk")
    count, last = 0, 0
    while page := list(theirs.filter(pk__gt=last)[:MESSAGES_AT_ONCE]):
        heard = [row for message in page if (row := _wished(message)) is not None]
        Wished.objects.bulk_create(heard, ignore_conflicts=True)
        count, last = count + len(heard), page[-1].pk
    return count


def demands(agent: Agent, *, now: datetime) -> list[Demand]:
    """Return what several customers asked for lately, most asked for first."""
    visible = Conversation.objects.visible_to(agent).standing()
    lately = Wished.objects.filter(at__gte=now - WISHED_DAYS, conversation__in=visible).exclude(key="")
    rows = lately.values("key").annotate(
        customers=Count("conversation__customer", distinct=True), newest=Max("pk"), first=Min("at")
    )
    rows = rows.filter(customers__gte=FEWEST_WISHES).order_by("-customers", "first")[:20]
    wordings = dict(Wished.objects.filter(pk__in=[row["newest"] for row in rows]).values_list("pk", "wording"))
    causes = Cause.objects.filter(proposal__kind=proposals.DEMAND).exclude(state=State.DISMISSED)
    sent = {str(cause.proposal.get("id")): cause.pk for cause in causes}
    return [Demand(row["key"], wordings[row["newest"]], row["customers"], sent.get(row["key"])) for row in rows]


@transaction.atomic
def send_demand(key: str, *, by: Agent, now: datetime) -> Cause | None:
    """Open a cause for what is asked for in vain, with all who asked as evidence; None when nobody did."""
    found = next((each for each in demands(by, now=now) if each.key == key), None)
    if found is None:
        return None
    if found.cause_id is not None:
        return Cause.objects.get(pk=found.cause_id)
    visible = Conversation.objects.visible_to(by).standing()
    asked = Wished.objects.filter(key=key, at__gte=now - WISHED_DAYS, conversation__in=visible)
    reason = Reason.objects.filter(seed__in=["out_of_stock", "not_sold"], is_archived=False).first()
    cause = actions.open_cause(
        name=found.wording,
        by=by,
        now=now,
        reason=reason,
        proposal={"kind": proposals.DEMAND, "id": key, "customers": found.customers},
    )
    for one in asked.select_related("conversation", "message").order_by("at"):
        actions.join(cause, one.conversation, by=by, now=now, message=one.message)
    cause.refresh_from_db()
    return cause


def _wished(message: Message) -> Wished | None:
    for wish in wishes(message.text[:MOST_READ]):
        if wish.key:
            return Wished(
                conversation_id=message.conversation_id,
                message=message,
                wording=wish.product[:120],
                # The same words in another order are the same product.
                key=" ".join(sorted(wish.key.split()))[:120],
                kind=str(wish.kind)[:12],
                at=message.at,
            )
    return None


Named = tuple[str, str, str, list[Day]]


def _series(*, now: datetime) -> Iterator[Named]:
    """Yield every series that is watched: its kind, key, name, and days with contacts and orders."""
    since = timezone.localtime(now - SPIKE_DAYS).date()
    until = timezone.localtime(now).date() - timedelta(days=1)
    orders = figures.orders_by_day(None, since)
    names = {str(each.pk): each.name_tr or each.name_en for each in queries.leaves()}
    chosen = Choice.objects.filter(heard_at__gte=_start(since), reason__isnull=False, conversation__is_spam=False)
    by_reason = chosen.values_list("reason", TruncDate("heard_at")).annotate(total=Count("pk")).order_by()
    for key, counts in _by_key(by_reason).items():
        if key in names:
            yield "reason", key, names[key], _days(counts, orders, since, until)
    tied = Conversation.objects.filter(opened_at__gte=_start(since), is_spam=False, order_ties__isnull=False)
    for kind, field, what in (
        ("product", "order_ties__order__lines__sku", Counted.PRODUCT),
        ("carrier", "order_ties__order__parcels__carrier", Counted.CARRIER),
    ):
        rows = tied.exclude(**{field: ""}).exclude(**{field: None})
        counted = rows.values_list(field, TruncDate("opened_at")).annotate(total=Count("pk", distinct=True)).order_by()
        sold = _by_key(
            DayCount.objects.filter(what=what, day__gte=since)
            .values_list("key", "day")
            .annotate(total=Sum("count"))
            .order_by()
        )
        for key, counts in _by_key(counted).items():
            yield kind, key, key, _days(counts, sold.get(key) or orders, since, until)


def _by_key(rows: Iterable[tuple[object, date, int]]) -> dict[str, Counter[date]]:
    found: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for key, day, total in rows:
        found[str(key)][day] += total
    return found


def _days(counts: Mapping[date, int], orders: Mapping[date, int], since: date, until: date) -> list[Day]:
    # Where no orders are known, every day is held to be like the others.
    has_orders = any(orders.values())
    span = (until - since).days + 1
    every = [since + timedelta(days=each) for each in range(span)]
    return [Day(day, counts.get(day, 0), float(orders.get(day, 0)) if has_orders else 1.0) for day in every]


def _of_spike(kind: str, key: str, *, since: date) -> Sequence[int]:
    chosen = Choice.objects.filter(reason=int(key), heard_at__gte=_start(since))
    return list(chosen.order_by("heard_at").values_list("conversation", flat=True)[:500])


def _unexplained(*, now: datetime) -> Crowd:
    """Return what came lately and was given no reason, or "not known yet"."""
    lately = Conversation.objects.standing().filter(opened_at__gte=now - UNEXPLAINED_DAYS)
    lately = lately.filter(Q(reason_choice=None) | Q(reason_choice__reason=None), causes_heard=None)
    proposed = Cause.objects.filter(proposal__kind=proposals.GROUP)
    before = {str(each.proposal["id"]): each.proposal.get("members", []) for each in proposed}
    return Crowd(_heard(lately[:MOST_UNEXPLAINED]), before=before, most=MOST_PROPOSED)


def _lately(reason: Reason, *, now: datetime) -> QuerySet[Conversation]:
    return Conversation.objects.standing().filter(
        reason_choice__reason=reason, reason_choice__heard_at__gte=now - WISHED_DAYS
    )


def _part(reason: Reason, groups: Sequence[Group], *, count: int) -> None:
    """Keep what the conversations of one reason fall into, for the linter to propose a split."""
    reason.parts = [
        {
            "words": list(group.words),
            "share": round(group.count / max(count, 1), 3),
            "members": list(group.members),
            "examples": list(group.examples),
        }
        for group in groups
    ]
    reason.save(update_fields=["parts"])


def _heard(conversations: Iterable[Conversation]) -> Iterator[Heard]:
    found = list(conversations)
    said: dict[int, str] = {}
    theirs = Message.objects.filter(conversation__in=[each.pk for each in found], direction=Direction.IN, machine="")
    for conversation_id, text in theirs.order_by("conversation", "at", "pk").values_list("conversation", "text"):
        said.setdefault(conversation_id, text)
    for each in found:
        text = f"{each.subject}\n{said.get(each.pk, '')[:MOST_READ]}"
        yield Heard(each.pk, text, timezone.localtime(each.opened_at).date().toordinal())


def _propose_group(group: Group, *, now: datetime) -> bool:
    name = " ".join(group.words[:3]).capitalize() or "?"
    seen = {
        "kind": proposals.GROUP,
        "id": group.id,
        "words": list(group.words[:6]),
        "count": group.count,
        "recent": group.recent,
        "members": list(group.members[:2000]),
    }
    return _propose(name=name, reason=None, now=now, seen=seen, members=group.members)


@transaction.atomic
def _propose(
    *, name: str, reason: Reason | None, now: datetime, seen: dict[str, object], members: Sequence[int]
) -> bool:
    """Propose a cause, or bring a proposal up to date; nothing where somebody has said lately that it is none."""
    same = Cause.objects.filter(proposal__kind=seen["kind"], proposal__id=seen["id"])
    if same.filter(state=State.DISMISSED, state_at__lt=now - QUIET).exists():
        same = same.exclude(state=State.DISMISSED)
    known = same.order_by("-pk").first()
    if known is not None and known.state != State.PROPOSED:
        return False
    is_new = known is None
    cause = known or actions.open_cause(name=name, by=None, now=now, reason=reason, proposal=seen)
    cause.proposal = seen
    cause.save(update_fields=["proposal"])
    evidence = Conversation.objects.standing().filter(pk__in=list(members)[:500])
    brands = set(evidence.values_list("brand", flat=True))
    if is_new and len(brands) == 1:
        Cause.objects.filter(pk=cause.pk).update(brand=brands.pop())
    for conversation in evidence.select_related("brand"):
        actions.join(cause, conversation, by=None, now=now)
    return is_new


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
