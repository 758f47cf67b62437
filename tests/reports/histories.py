"""Wild histories through the product's own acts, each told at a moment of its own, and the plain truth about them.

`truth` reads raw rows of messages and events with other means than the product: it marks what stands in a list, and
counts open time minute by minute. Moments of these stories are whole minutes.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Closure, Conversation, DeliveryState, Message, Move
from muhatap.core import business_time
from muhatap.core.business_time import Hours
from muhatap.core.models import Event
from muhatap.customers import actions as customers
from muhatap.customers.models import Customer, CustomerMove
from muhatap.promises import actions as promises
from muhatap.promises.models import Promise, State
from muhatap.reports import counting
from muhatap.reports.models import Figure
from muhatap.reports.sizes import Sizes
from muhatap.team.models import Agent, Team
from tests import make

MINUTE = timedelta(minutes=1)
TO = {"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
Sums = dict[tuple[Any, ...], tuple[int, int, int, int]]


class History:
    """A desk of two brands on which things happen one after the other."""

    def __init__(self, seed: int, *, begins: datetime) -> None:
        self.dice, self.now = Random(seed), begins
        brands = [make.brand("Çarşı", undo_seconds=900), make.brand("Harbour", undo_seconds=900)]
        self.channels = [make.channel(brand=brand, address=f"destek{brand.pk}@carsi.example") for brand in brands]
        self.agents = [make.agent("Elif Kaya"), make.agent("Onur Bal")]
        self.teams = [Team.objects.create(name=name) for name in ("Depo", "Muhasebe")]

    def go_on(self, steps: int) -> None:
        acts = [self.hear] * 6 + [self.answer] * 5 + [self.close] * 3
        acts += [
            self.hear_late, self.machine_mail, self.import_old, self.undo, self.schedule, self.reopen, self.spam,
            self.bin, self.merge, self.split, self.move, self.undo_move, self.assign, self.queue, self.promise,
            self.end_promise, self.merge_customers, self.undo_customers, self.write_first, self.snooze,
        ]  # fmt: skip
        for _ in range(steps):
            self.now += MINUTE * self.dice.choice([1, 7, 40, 200, 900, 3000])
            self._tell(self.dice.choice(acts))

    def _tell(self, act: Any) -> None:
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with (
            suppress(
                actions.CannotMove, actions.AlreadySent, promises.AlreadyEnded, promises.TimePassed, actions.StillOwed
            ),
            transaction.atomic(),
        ):
            act()
        Event.objects.filter(pk__gt=last).update(at=self.now)

    def any(self, **of: Any) -> Conversation | None:
        found = list(Conversation.objects.filter(aside_of=None, **of).order_by("pk"))
        return self.dice.choice(found) if found else None

    @property
    def agent(self) -> Agent:
        return self.dice.choice(self.agents)

    # What happens -----------------------------------------------------------------------------------------------

    def hear(self, *, behind: int = 0, **fields: Any) -> None:
        at = self.now - MINUTE * behind
        known = self.dice.random() < 0.6
        one = self.any() if known else None
        channel = one.channel if one else self.dice.choice(self.channels)
        sender = Person(f"m{self.dice.randrange(6)}@example.com", "Zeynep")
        make.message(channel, conversation=one, at=at, sender=sender, **fields)

    def hear_late(self) -> None:
        self.hear(behind=self.dice.choice([30, 600]))

    def machine_mail(self) -> None:
        self.hear(machine="auto_reply")

    def import_old(self) -> None:
        self.hear(is_silent=True)

    def answer(self) -> None:
        if one := self.any(merged_into=None):
            then = self.dice.choice(["", "", "waiting", "closed"])
            actions.reply(one, by=self.agent, text="Yolda.", people=TO, now=self.now, then=then)

    def write_first(self) -> None:
        to = {"name": "Murat", "address": f"m{self.dice.randrange(6)}@example.com"}
        actions.start(
            channel=self.dice.choice(self.channels), by=self.agent, to=to, subject="Haber", text="Hazır", now=self.now
        )

    def schedule(self) -> None:
        if one := self.any(merged_into=None):
            later = self.now + timedelta(hours=2)
            made = actions.reply(one, by=self.agent, text="Sonra", people=TO, now=self.now, leave_at=later)
            if self.dice.random() < 0.5:
                self.now = later
                actions.send_now(made, by=self.agent, now=later)

    def undo(self) -> None:
        held = list(Message.objects.filter(delivery__state=DeliveryState.HELD, delivery__is_scheduled=False))
        if held:
            actions.undo_send(self.dice.choice(held), by=self.agent, now=self.now)

    def close(self) -> None:
        if one := self.any(merged_into=None):
            actions.close(one, by=self.agent, now=self.now, is_asked=True)

    def reopen(self) -> None:
        if one := self.any(status="closed", merged_into=None):
            actions.reopen(one, by=self.agent)

    def snooze(self) -> None:
        if one := self.any(merged_into=None):
            actions.snooze(one, until=self.now + timedelta(days=2), by=self.agent, now=self.now)

    def spam(self) -> None:
        if one := self.any(merged_into=None):
            (actions.mark_as_not_spam if one.is_spam else actions.mark_as_spam)(one, by=self.agent)

    def bin(self) -> None:
        if one := self.any(merged_into=None):
            if one.deleted_at:
                actions.restore(one, by=self.agent)
            else:
                actions.delete(one, by=self.agent, now=self.now)

    def merge(self) -> None:
        one, other = self.any(merged_into=None), self.any()
        if one and other:
            actions.merge(one, into=other, by=self.agent)

    def split(self) -> None:
        messages = list(Message.objects.order_by("pk"))
        if messages:
            actions.split(self.dice.choice(messages), is_alone=self.dice.random() < 0.5, by=self.agent)

    def move(self) -> None:
        messages, other = list(Message.objects.order_by("pk")), self.any()
        if messages and other:
            actions.move_message(self.dice.choice(messages), to=other, by=self.agent)

    def undo_move(self) -> None:
        moves = list(Move.objects.filter(undone_at=None).order_by("pk"))
        if moves:
            actions.undo_move(self.dice.choice(moves), by=self.agent, now=self.now)

    def assign(self) -> None:
        if one := self.any(merged_into=None):
            actions.assign(one, to=self.agent, by=self.agent)

    def queue(self) -> None:
        if one := self.any(merged_into=None):
            actions.give_to_team(one, team=self.dice.choice(self.teams), by=self.agent)

    def promise(self) -> None:
        if one := self.any(merged_into=None):
            due = self.now + timedelta(hours=self.dice.choice([3, 30]))
            promises.promise(one, text="Yazacağız", due_at=due, by=self.agent, now=self.now)

    def end_promise(self) -> None:
        found = list(Promise.objects.order_by("pk"))
        if not found:
            return
        one = self.dice.choice(found)
        if one.ended_at:
            promises.take_up(one, by=self.agent, now=self.now)
        elif self.dice.random() < 0.5:
            promises.keep(one, by=self.agent, now=self.now)
        else:
            state = self.dice.choice([State.BROKEN, State.WAIVED])
            promises.give_up(one, state=state, why="Olmadı", by=self.agent, now=self.now)

    def merge_customers(self) -> None:
        found = list(Customer.objects.filter(merged_into=None).order_by("pk"))
        if len(found) > 1:
            one, other = self.dice.sample(found, 2)
            customers.merge(one, into=other, by=self.agent)

    def undo_customers(self) -> None:
        moves = list(CustomerMove.objects.filter(undone_at=None).order_by("pk"))
        if moves:
            customers.undo_move(self.dice.choice(moves), by=self.agent, now=self.now)


# What is true -----------------------------------------------------------------------------------------------------


def truth(among: set[int] | None = None) -> Sums:
    """Return (count, hits, total, longest) of each measure by day, brand, channel and team, from the raw rows.

    Of all conversations, or of some of them by their numbers.
    """
    found: dict[tuple[Any, ...], list[tuple[int, bool]]] = {}
    customers_of: dict[tuple[Any, ...], set[int]] = {}

    def add(one: Conversation, measure: str, at: datetime, value: int, hit: bool = False) -> None:
        key = (timezone.localtime(at).date(), one.brand_id, one.channel_id, one.team_id, measure)
        found.setdefault(key, []).append((value, hit))

    for one in Conversation.objects.filter(is_spam=False, deleted_at=None, merged_into=None, aside_of=None):
        if among is not None and one.pk not in among:
            continue
        _tell_conversation(one, add, customers_of)
        for owed in Promise.objects.filter(conversation=one, state__in=["kept", "broken"]):
            assert owed.ended_at
            in_time = owed.state == "kept" and (owed.due_at is None or owed.ended_at <= owed.due_at)
            add(one, "promises", owed.ended_at, 0, in_time)
    sums = {
        key: (len(rows), sum(hit for _, hit in rows), sum(value for value, _ in rows), max(value for value, _ in rows))
        for key, rows in found.items()
    }
    for (month, brand), numbers in customers_of.items():
        sums[month, brand, None, None, "customers"] = (len(numbers), 0, 0, 0)
    return sums


def _tell_conversation(one: Conversation, add: Any, customers_of: dict[tuple[Any, ...], set[int]]) -> None:
    line = _line(one)
    # A closing stands unless the matter was taken up again before the customer wrote anew.
    stands = []
    for number, (kind, *_) in enumerate(line):
        if kind == "closed":
            after = next((later[0] for later in line[number + 1 :] if later[0] in ("asked", "taken up")), "")
            stands.append(after != "taken up")
        else:
            stands.append(True)
    line = [item for item, does in zip(line, stands, strict=True) if does]
    hours = business_time.read(one.brand.opening_hours, timezone.get_default_timezone())
    asked = [number for number, item in enumerate(line) if item[0] == "asked"]
    answers = [number for number, item in enumerate(line) if item[0] == "answered"]
    first_of_all = True
    for number in asked:
        before = next((item[0] for item in reversed(line[:number]) if item[0] in ("asked", "answered", "closed")), "")
        began = line[number][1]
        if before == "asked":
            continue
        add(one, "arrivals", began, timezone.localtime(began).hour)
        is_first = first_of_all and not any(answer < number for answer in answers)
        first_of_all = False
        until = next((each for each in range(number, len(line)) if line[each][0] == "closed"), len(line))
        answer = next((each for each in answers if number < each < until), None)
        if answer is not None:
            ended = max(line[answer][1], began)
            name = "first" if is_first else "next"
            add(one, f"{name}_clock", ended, int((ended - began).total_seconds()))
            add(one, f"{name}_open", ended, _open_seconds(began, ended, hours))
    _tell_episodes(one, line, asked, answers, hours, add, customers_of)


def _tell_episodes(
    one: Conversation, line: list[Any], asked: list[int], answers: list[int], hours: Hours, add: Any, customers_of: Any
) -> None:
    taken = -1
    for number in asked:
        if number < taken:
            continue
        end = next((each for each in range(number, len(line)) if line[each][0] == "closed"), None)
        is_contact = number == asked[0] and not any(answer < number for answer in answers)
        began = line[number][1]
        add(one, "contacts" if is_contact else "returns", began, 0)
        if is_contact:
            month = timezone.localtime(began).date().replace(day=1)
            customers_of.setdefault((month, one.brand_id), set()).add(one.customer_id)
        taken = len(line) if end is None else end
        if end is None:
            continue
        inside = line[number:end]
        kinds = Counter(item[0] for item in inside)
        closed = max(line[end][1], began)
        if not kinds["answered"]:
            add(one, "unanswered", closed, 0)
            continue
        add(one, "settled_clock", closed, int((closed - began).total_seconds()))
        add(one, "settled_open", closed, _open_seconds(began, closed, hours))
        add(one, "messages", closed, kinds["asked"])
        said = [item[0] for item in inside if item[0] in ("asked", "answered")]
        repeats = sum(a == b == "asked" for a, b in pairwise(said))
        add(one, "repeats", closed, repeats)
        add(one, "hand_offs", closed, kinds["passed on"])
        add(one, "channels", closed, len({item[2] for item in inside if item[0] == "asked"}))
        days = (timezone.localtime(closed).date() - timezone.localtime(began).date()).days + 1
        add(one, "days", closed, days)


def _line(one: Conversation) -> list[tuple[str, datetime, int]]:
    said = {message.pk: message for message in one.messages.exclude(delivery__state=DeliveryState.UNDONE)}
    closure = Closure.objects.filter(conversation=one).first()
    line: list[tuple[str, datetime, int]] = []
    for event in Event.objects.order_by("pk"):
        message = said.get(event.data.get("message_id", 0))
        if event.name in ("MessageReceived", "MessageSent") and message and not message.machine:
            at = message.at if message.direction == "out" else min(message.at, event.at)
            line.append(("answered" if message.direction == "out" else "asked", at, message.channel_id))
        if event.subject != f"conversation:{one.pk}":
            continue
        if event.name == "ConversationClosed":
            line.append(("closed", event.at, 0))
        is_undone = one.status == "closed" and closure is not None and closure.closed_at < event.at
        if event.name == "ConversationReopened" and event.data["why"] != "customer_wrote" and not is_undone:
            line.append(("taken up", event.at, 0))
        if event.name == "ConversationAssigned" and event.data["was_id"] and event.data["agent_id"]:
            line.append(("passed on", event.at, 0))
    return line


def _open_seconds(began: datetime, ended: datetime, hours: Hours) -> int:
    minutes, at = 0, began.astimezone(UTC)
    while at < ended:
        local = at.astimezone(hours.zone)
        spans = hours.spans_of(local.date())
        minutes += any(opens <= local.hour * 60 + local.minute < closes for opens, closes in spans)
        at += MINUTE
    return minutes * 60


def replies() -> dict[tuple[int, datetime], int | None]:
    """Return how long the first reply took of the episode that each closing stands in, in seconds of opening time.

    By conversation and moment of the closing; None where nobody replied or nobody had written.
    """
    found: dict[tuple[int, datetime], int | None] = {}
    for one in Conversation.objects.filter(is_spam=False, deleted_at=None, merged_into=None, aside_of=None):
        hours = business_time.read(one.brand.opening_hours, timezone.get_default_timezone())
        line = _line(one)
        began: list[datetime] = []
        took: dict[int, int] = {}
        closings: list[tuple[datetime, int]] = []
        for number, (kind, at, _) in enumerate(line):
            if kind == "asked" and (not began or _is_over(line, number)):
                began.append(at)
            elif kind == "answered" and began and not _is_over(line, number):
                took.setdefault(len(began), _open_seconds(began[-1], max(at, began[-1]), hours))
            elif kind == "closed":
                closings.append((at, len(began)))
        found |= {(one.pk, at): took.get(episode) for at, episode in closings}
    return found


def _is_over(line: list[tuple[str, datetime, int]], number: int) -> bool:
    """Whether the matter was settled before this place of the line, and not opened again since."""
    last = next((place for place in range(number - 1, -1, -1) if line[place][0] in ("closed", "asked")), None)
    return last is not None and line[last][0] == "closed" and not _is_taken_up(line, last)


def _is_taken_up(line: list[tuple[str, datetime, int]], closed: int) -> bool:
    return next((kind for kind, *_ in line[closed + 1 :] if kind in ("asked", "taken up")), "") == "taken up"


def figures() -> Sums:
    """Return what the desk's own figures say, in the same form."""
    found: Sums = {}
    for row in Figure.objects.all():
        key = (row.day, row.brand_id, row.channel_id, row.team_id, row.measure)
        assert key not in found, f"counted twice: {key}"
        found[key] = (row.count, row.hits, row.total, row.longest)
        sizes = Sizes.read(bytes(row.buckets))
        assert sizes.n == (0 if row.measure == "customers" else row.count)
        assert sizes.share_took(100) is None or row.measure in counting.MEASURES
    return found


def rows() -> list[tuple[Any, ...]]:
    names = [field.attname for field in Figure._meta.concrete_fields if not field.primary_key]
    return sorted((tuple(_plain(getattr(row, name)) for name in names) for row in Figure.objects.all()), key=repr)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
