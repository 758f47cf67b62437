"""The lists of the inbox: which conversations a view holds and in which order, a page at a time.

A page is read by key and never by offset: each order is one or several stretches, and an index holds each of them in
order.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import (
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from psycopg.errors import QueryCanceled

from muhatap.conversations import urgency
from muhatap.conversations.filters import BadFilter, Group
from muhatap.conversations.models import Conversation, ConversationQuerySet, SavedView, SavedViewQuerySet, Status
from muhatap.core.compiled import Fixed, compiled
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.team.queries import everyone

PAGE_LENGTH = 30
REFETCH_LENGTH = 200

# What stands first in a list.
ORDERS: Mapping[str, str | Promise] = {
    "hurts": _("What hurts most"),
    "waiting": _("Longest waiting"),
    "newest": _("Newest"),
    "oldest": _("Oldest"),
}

# How long a filter may look for its rows.
PATIENCE_MS = 2500

_EPOCH = datetime.fromtimestamp(0, tz=UTC)


class TakesTooLong(Exception):
    """The filter finds too little among too much; it needs a condition that narrows it."""


@dataclass(frozen=True)
class View:
    """A list with a name. `holds` picks its conversations from those that an agent sees."""

    name: str
    title: str | Promise
    holds: Callable[[ConversationQuerySet, Agent], ConversationQuerySet]
    # Whether customers in it may be waiting for us.
    has_waiting: bool = True
    saved: SavedView | None = None


def _to_answer(visible: ConversationQuerySet, agent: Agent) -> ConversationQuerySet:
    return visible.standing().filter(status=Status.OPEN, waiting_since__isnull=False)


def _of_status(status: Status) -> Callable[[ConversationQuerySet, Agent], ConversationQuerySet]:
    return lambda visible, agent: visible.standing().filter(status=status)


VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        View("mine", _("My work"), lambda visible, agent: visible.awake().filter(assigned_to=agent)),
        View("unassigned", _("Unassigned"), lambda visible, agent: visible.awake().filter(assigned_to=None)),
        View("to_answer", _("To answer"), _to_answer),
        View("waiting", pgettext_lazy("view", "Waiting"), _of_status(Status.WAITING), has_waiting=False),
        View("on_hold", pgettext_lazy("view", "On hold"), _of_status(Status.ON_HOLD)),
        View("snoozed", pgettext_lazy("view", "Snoozed"), _of_status(Status.SNOOZED)),
        View("all", pgettext_lazy("view", "All"), lambda visible, agent: visible.standing()),
        View("closed", pgettext_lazy("view", "Closed"), lambda visible, agent: visible.closed(), has_waiting=False),
        View("spam", _("Spam"), lambda visible, agent: visible.spam(), has_waiting=False),
    )
}

# For those who may delete: what can still be brought back.
BIN = View("deleted", _("Bin"), lambda visible, agent: Conversation.objects.in_bin_of(agent), has_waiting=False)


@dataclass(frozen=True)
class Asked:
    """What a list is asked for: a view, what is sifted from it, and the order."""

    view: View
    filter: Group = field(default_factory=Group)
    order: str = "hurts"

    @property
    def order_label(self) -> str | Promise:
        return ORDERS[self.order]

    @property
    def orders(self) -> list[tuple[str, str | Promise]]:
        return list(ORDERS.items())

    @property
    def condition_count(self) -> int:
        return len(list(self.filter.conditions()))

    def conversations(self, agent: Agent, *, now: datetime) -> ConversationQuerySet:
        """Return all that the list holds, in no order."""
        visible: ConversationQuerySet = Conversation.objects.visible_to(agent)
        return self.filter.apply(self.view.holds(visible, agent), agent, now)

    def stretches(self, now: datetime, furthest: datetime | None = None) -> tuple["Stretch", ...]:
        """Return the parts of the list in order. `furthest` is how much effort can count for before `now`."""
        newest = Stretch("last_message_at", is_falling=True)
        match self.order:
            case "newest":
                return (newest,)
            case "oldest":
                return (replace(newest, is_falling=False),)
            case "hurts" | "waiting" if self.view.name == "snoozed":
                wakes = Stretch("snoozed_until", Q(snoozed_until__isnull=False))
                return (wakes, replace(newest, holds=Q(snoozed_until=None)))
            case _ if not self.view.has_waiting:
                return (newest,)
            case "waiting":
                waiting = Stretch("waiting_since", Q(waiting_since__isnull=False))
                return (waiting, replace(newest, holds=Q(waiting_since=None)))
        # Effort lets nothing press more than so much before it is due: the index need not look further back.
        later = Q(due_at__gt=now, pressing_at__gt=furthest or now - urgency.MOST)
        return (
            # "Not later" instead of "by now": the planner then knows that nearly all of them are.
            Stretch("pressing_at", Q(pressing_at__isnull=False) & ~Q(due_at__gt=now)),
            Stretch("pressing_at", later),
            replace(newest, holds=Q(pressing_at=None)),
        )


@dataclass(frozen=True)
class Stretch:
    """A part of a list that is sorted by one column, and by number among equals."""

    column: str
    holds: Q = field(default_factory=Q)
    is_falling: bool = False

    def sorted(self, rows: ConversationQuerySet) -> ConversationQuerySet:
        sign = "-" if self.is_falling else ""
        return rows.filter(self.holds).order_by(f"{sign}{self.column}", f"{sign}id")

    def after(self, key: "Key") -> Q:
        """What comes after a row of this stretch."""
        return self._compared(key, TupleLessThan if self.is_falling else TupleGreaterThan)

    def up_to(self, key: "Key") -> Q:
        """What comes before a row of this stretch, and the row itself."""
        return self._compared(key, TupleGreaterThanOrEqual if self.is_falling else TupleLessThanOrEqual)

    def _compared(self, key: "Key", way: Callable[..., Any]) -> Q:
        # As one row, (at, id) > (…, …): said in parts, the planner loses the index.
        return Q(way((F(self.column), F("id")), (key.at, key.pk)))


@dataclass(frozen=True)
class Key:
    """Where a row stands: order, stretch, what it is sorted by there, its number; and when the list was asked."""

    order: str
    stretch: int
    at: datetime
    pk: int
    asked_at: datetime

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key of its written form, or None for anything else."""
        order, _, rest = text.partition("-")
        numbers = rest.split("-")
        if order not in ORDERS or len(numbers) != 4 or not all(one.isascii() and one.isdigit() for one in numbers):
            return None
        stretch, at, pk, asked_at = map(int, numbers)
        try:
            return cls(order, stretch, _moment(at), pk, _moment(asked_at)) if pk < 2**63 else None
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{self.order}-{self.stretch}-{_micros(self.at)}-{self.pk}-{_micros(self.asked_at)}"


@dataclass(frozen=True)
class Page:
    """Rows in order. `last` is where they end: what a refetch asks to be shown through; `next` if more follow."""

    rows: list[Conversation]
    last: Key | None
    next: Key | None


def view_named(agent: Agent, name: str) -> View | None:
    """Return a view by the name in its address: one of `VIEWS`, `team-7`, `view-<uid>`; None if this agent has none."""
    if name in VIEWS:
        return VIEWS[name]
    if name == BIN.name:
        return BIN if allowed(agent, "conversations.delete") else None
    kind, _, rest = name.partition("-")
    if kind == "team" and rest.isascii() and rest.isdigit():
        team = agent.teams.filter(pk=int(rest)).first() if len(rest) < 10 else None
        return _of_team(team.pk, team.name) if team else None
    if kind == "view":
        return saved_view(agent, rest)
    return None


def saved_view(agent: Agent, uid: str) -> View | None:
    """Return a saved view that the agent sees. One that can no longer be read holds nothing."""
    views: SavedViewQuerySet = SavedView.objects.visible_to(agent)
    try:
        saved = views.filter(uid=UUID(uid)).first()
    except ValueError:
        return None
    return of_saved(saved) if saved else None


def of_saved(saved: SavedView) -> View:
    return View(f"view-{saved.uid}", saved.name, lambda visible, agent: visible.standing(), saved=saved)


def asked(agent: Agent, view: View, *, line: str = "") -> Asked:
    """Return what a list is asked for: the view with its own filter and one from the address. Raises BadFilter."""
    own, added = Group.from_json(view.saved.filter) if view.saved else Group(), Group.read(line)
    both = Group("and", (own, added)) if own and added else own or added
    return Asked(view, both, _order(agent, view))


def plain(agent: Agent, view: View) -> Asked:
    """Return what a list is asked for when its filter cannot be read: a saved view then holds nothing, others all."""
    nothing = replace(view, holds=lambda visible, agent: visible.none()) if view.saved else view
    return Asked(nothing, order=_order(agent, view))


def page(agent: Agent, asked: Asked, *, before: Key | None = None, through: Key | None = None, now: datetime) -> Page:
    """Return the rows that come after a key; `through` asks again for all that a page shows already.

    A key of another order is none: the list was sorted anew meanwhile. A filter that no index serves may ask too much
    of a large desk: raises TakesTooLong.
    """
    with _patience() if asked.filter else nullcontext():
        return _page(agent, asked, before=before, through=through, now=now)


def _page(agent: Agent, asked: Asked, *, before: Key | None, through: Key | None, now: datetime) -> Page:
    before, through = (key if key and key.order == asked.order else None for key in (before, through))
    # The pages of one list agree on what is overdue.
    asked_at = before.asked_at if before else now
    stretches = asked.stretches(asked_at)
    rows = asked.conversations(agent, now=asked_at)
    length = PAGE_LENGTH if through is None else _shown(rows, stretches, through)
    found: list[tuple[int, Conversation]] = []
    # The beginnings of the lists that everybody has are asked all day.
    is_plain = not (asked.filter or before or through) and VIEWS.get(asked.view.name) is asked.view
    known = agent.pk, agent.brand_ids, asked_at, asked_at - urgency.MOST
    first = before.stretch if before else 0
    for number, stretch in enumerate(stretches):
        if number < first:
            continue
        wanted = length + 1 - len(found)
        if is_plain:
            part = _of_stretch(Fixed((asked.view.name, asked.order, number, wanted)), *known)
        else:
            part = list(_part(stretch, rows, before if number == first else None)[:wanted])
        found += [(number, row) for row in part]
        if len(found) > length:
            break
    kept = found[:length]
    # Every page asks who works here anyway; joined, each row would bring its own copy.
    people = {each.pk: each for each in everyone()}
    for _number, row in kept:
        row.assigned_to = people.get(row.assigned_to_id or 0)
    last = _key(asked, stretches, *kept[-1], asked_at) if kept else None
    return Page([row for _number, row in kept], last, last if len(found) > length else None)


def _part(stretch: Stretch, rows: ConversationQuerySet, before: Key | None) -> ConversationQuerySet:
    part = stretch.sorted(rows)
    return part.filter(stretch.after(before)) if before else part


@compiled
def _of_stretch(
    which: Fixed[tuple[str, str, int, int]], agent_id: int, brand_ids: list[int], now: datetime, furthest: datetime
) -> QuerySet[Conversation]:
    """Return the beginning of a stretch: view, order, its number, and how many rows of it."""
    view, order, number, wanted = which.value
    asked = Asked(VIEWS[view], order=order)
    rows = asked.conversations(Agent.seeing_only(agent_id, brand_ids), now=now)
    return _part(asked.stretches(now, furthest)[number], rows, None)[:wanted]


def view_holding(conversation: Conversation, agent: Agent) -> str:
    """Return the view in whose list a conversation is found."""
    if conversation.is_spam:
        return "spam"
    if conversation.is_closed:
        return "closed"
    if conversation.status == Status.SNOOZED:
        return "snoozed"
    if conversation.assigned_to_id == agent.pk:
        return "mine"
    return "all" if conversation.assigned_to_id else "unassigned"


@contextmanager
def _patience() -> Iterator[None]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            yield
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TakesTooLong from error
        raise


def _order(agent: Agent, view: View) -> str:
    order = (view.saved.order if view.saved else "") or agent.list_order
    return order if order in ORDERS else "hurts"


def _of_team(pk: int, name: str) -> View:
    return View(f"team-{pk}", name, lambda visible, agent: visible.awake().filter(team=pk, assigned_to=None))


def _shown(rows: ConversationQuerySet, stretches: tuple[Stretch, ...], through: Key) -> int:
    """Return how many rows a page shows that ends at a key."""
    shown = 0
    for number, stretch in enumerate(stretches[: through.stretch + 1]):
        part = stretch.sorted(rows)
        if number == through.stretch:
            part = part.filter(stretch.up_to(through))
        shown += part[: REFETCH_LENGTH - shown].count()
        if shown >= REFETCH_LENGTH:
            break
    return max(shown, PAGE_LENGTH)


def _key(asked: Asked, stretches: tuple[Stretch, ...], number: int, row: Conversation, asked_at: datetime) -> Key:
    at: Any = getattr(row, stretches[number].column)
    return Key(asked.order, number, at, row.pk, asked_at)


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _micros(at: datetime) -> int:
    return max((at - _EPOCH) // timedelta(microseconds=1), 0)


__all__ = [
    "BIN",
    "ORDERS",
    "VIEWS",
    "Asked",
    "BadFilter",
    "Key",
    "Page",
    "TakesTooLong",
    "View",
    "asked",
    "of_saved",
    "page",
    "plain",
    "saved_view",
    "view_holding",
    "view_named",
]
