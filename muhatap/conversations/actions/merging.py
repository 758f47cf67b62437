"""Which message stands in which conversation: merging, splitting off, moving, linking, and taking each of it back.

A merged conversation keeps its row, its number and its addresses; its messages stand in the survivor. Rows of `Move`
and `MovedMessage` say what went where. Undoing marks the move and lets `core.moves.place` say anew where each of its
messages belongs; what arrived later belongs to where it arrived.

All acts of this kind take turns within a brand, so that two agents who merge the same two conversations in opposite
directions neither wait for each other nor make a circle. What is merged is locked before what it was merged into, the
order that `locked_survivor` follows too.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from muhatap.conversations import events, search
from muhatap.conversations.actions.clocks import put_back_solving, set_solving_clock, solving_facts
from muhatap.conversations.actions.common import STANDING, id_of, locked, recount, ring, take_up, wait_since
from muhatap.conversations.actions.drafting import move_drafts, return_drafts
from muhatap.conversations.models import (
    Closure,
    Conversation,
    ConversationLink,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Move,
    MovedMessage,
    MoveKind,
    Status,
)
from muhatap.core.events import announce
from muhatap.core.moves import Step, place
from muhatap.team.models import Agent

_LOCK_SPACE = 0x6D6F7665


class CannotMove(Exception):
    """The messages stay where they are. `why`: "itself", "brand", "spam", "bin", "merged", "aside", "nothing_left"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def merge(conversation: Conversation, *, into: Conversation, by: Agent | None) -> Move:
    """Let a conversation live on in another: its messages move, and what is written to it later arrives there.

    Two that are together already stay so. Raises CannotMove.
    """
    if conversation.pk == into.pk:
        raise CannotMove("itself")
    _take_turns(conversation.brand_id)
    roots = [_root_of(conversation.pk), _root_of(into.pk)]
    if roots[0] == roots[1]:
        return _that_joined(conversation.pk, into.pk)
    if roots[0] != conversation.pk:
        raise CannotMove("merged")
    source, target = _held([conversation.pk, roots[1]])
    _check(source, target)
    return _merge(source, target, by=by)


@transaction.atomic
def split(message: Message, *, is_alone: bool, by: Agent) -> Move:
    """Give a message, alone or with all that follows it, a conversation of its own: the move's target.

    Raises CannotMove when nothing would stay behind.
    """
    message = _in_its_turn(message)
    source = locked(message.conversation)
    if source.aside_of_id:
        raise CannotMove("aside")
    rest = source.messages.filter(Q(at__gt=message.at) | Q(at=message.at, pk__gte=message.pk))
    taken = _numbers(source.messages.filter(pk=message.pk) if is_alone else rest)
    if not _standing(source).exclude(pk__in=taken).exists():
        raise CannotMove("nothing_left")
    target = _new_for(message, source, by=by)
    move = Move.objects.create(kind=MoveKind.SPLIT, source=source, target=target, by=by)
    _carry(taken, move)
    _settle_in(move, source, target, count=len(taken))
    return move


@transaction.atomic
def move_message(message: Message, *, to: Conversation, by: Agent) -> Move:
    """Put a message into another conversation. The last one takes its conversation along. Raises CannotMove."""
    message = _in_its_turn(message)
    target_id = _root_of(to.pk)
    if target_id == message.conversation_id:
        raise CannotMove("itself")
    source, target = _held([message.conversation_id, target_id])
    _check(source, target)
    if not _standing(source).exclude(pk=message.pk).exists():
        return _merge(source, target, by=by)
    move = Move.objects.create(kind=MoveKind.MOVE, source=source, target=target, by=by, before=_before(source, target))
    _carry([message.pk], move)
    is_pressing = message.direction == Direction.IN and not message.is_automatic and not source.is_closed
    _wake(target, is_pressing=is_pressing, move=move)
    _settle_in(move, source, target, count=1)
    return move


@transaction.atomic
def undo_move(move: Move, *, by: Agent, now: datetime) -> Move:
    """Take a merge, a split or a move back: its messages return, later ones stay. Twice changes nothing."""
    _take_turns(move.source.brand_id)
    move = Move.objects.select_for_update().get(pk=move.pk)
    if move.undone_at is not None:
        return move
    move.undone_by, move.undone_at = by, now
    move.save(update_fields=["undone_by", "undone_at"])
    moved = list(Message.objects.filter(moves__move=move).values_list("pk", "conversation_id"))
    places = _Places(_numbers(Message.objects.filter(moves__move=move)))
    touched = {move.source_id, move.target_id, *(stood for _, stood in moved), *places.of.values()}
    held = {one.pk: one for one in _held(_arrows_first(touched))}
    if move.is_merge:
        held[move.source_id].merged_into = None
        held[move.source_id].save(update_fields=["merged_into"])
    _return_messages(moved, places, held)
    return_drafts(move.before.get("drafts", []), to=held[move.source_id])
    _return_standing(move, held)
    for one in held.values():
        if not one.merged_into_id:
            _refresh(one)
    _give_back_wait(move, held)
    _index(places.of)
    count = sum(1 for number, stood in moved if places.of[number] != stood)
    _announce_undone(move, count=count, by=by)
    for one in held.values():
        ring(one)
    return move


@transaction.atomic
def link(conversation: Conversation, *, to: Conversation, by: Agent) -> ConversationLink:
    """Note that two conversations have to do with each other. Linking twice changes nothing. Raises CannotMove."""
    if conversation.pk == to.pk:
        raise CannotMove("itself")
    first, second = sorted((conversation, to), key=lambda one: one.pk)
    if first.brand_id != second.brand_id:
        raise CannotMove("brand")
    made, is_new = ConversationLink.objects.get_or_create(first=first, second=second, defaults={"by": by})
    if is_new:
        for one, other in ((first, second), (second, first)):
            event = events.ConversationLinked(conversation_id=one.pk, other_id=other.pk, link_id=made.pk)
            announce(event, by=by.pk)
            ring(one)
    return made


@transaction.atomic
def unlink(tie: ConversationLink, *, by: Agent) -> None:
    """Forget that two conversations have to do with each other."""
    deleted, _ = ConversationLink.objects.filter(pk=tie.pk).delete()
    if deleted:
        for one, other in ((tie.first, tie.second), (tie.second, tie.first)):
            announce(events.ConversationUnlinked(conversation_id=one.pk, other_id=other.pk), by=by.pk)
            ring(one)


# Going ---------------------------------------------------------------------------------------------------------


def _merge(source: Conversation, target: Conversation, *, by: Agent | None) -> Move:
    move = Move.objects.create(kind=MoveKind.MERGE, source=source, target=target, by=by, before=_before(source, target))
    count = _standing(source).count()
    _carry(_numbers(source.messages.all()), move)
    _wake(target, is_pressing=not source.is_closed, move=move)
    _hand_over(source, target, move)
    source.merged_into = target
    target.has_asides |= source.has_asides
    wait_since(source, None)
    source.save()
    move.before["drafts"] = move_drafts(source, into=target)
    move.save(update_fields=["before"])
    _refresh(target)
    announce(
        events.ConversationMerged(conversation_id=source.pk, into_id=target.pk, move_id=move.pk, count=count),
        by=id_of(by),
    )
    _announce_arrival(move, count=count)
    ring(source)
    ring(target)
    return move


def _check(source: Conversation, target: Conversation) -> None:
    if source.aside_of_id or target.aside_of_id:
        # Whoever is written to there must never get what a customer wrote, nor the other way round.
        raise CannotMove("aside")
    if source.brand_id != target.brand_id:
        raise CannotMove("brand")
    if source.is_spam != target.is_spam:
        raise CannotMove("spam")
    if source.deleted_at or target.deleted_at:
        raise CannotMove("bin")


def _new_for(message: Message, source: Conversation, *, by: Agent) -> Conversation:
    """Return an empty conversation for what is split off: the writer's own, with the same people in charge."""
    writer = message.identity if message.direction == Direction.IN else None
    customer = writer.customer if writer else source.customer
    return Conversation.objects.create(
        brand=source.brand,
        channel=message.channel,
        customer=customer,
        customer_name=str(customer)[:200],
        subject=message.subject or source.subject,
        language=source.language,
        is_spam=source.is_spam,
        assigned_to=source.assigned_to or (None if source.team_id else by),
        team=source.team,
        opened_at=message.at,
        last_message_at=message.at,
    )


def _settle_in(move: Move, source: Conversation, target: Conversation, *, count: int) -> None:
    for one in (source, target):
        _refresh(one)
        ring(one)
    event = events.MessagesMovedAway(
        conversation_id=source.pk, other_id=target.pk, kind=move.kind, count=count, move_id=move.pk
    )
    announce(event, by=move.by_id)
    _announce_arrival(move, count=count)


def _announce_arrival(move: Move, *, count: int) -> None:
    event = events.MessagesMovedHere(
        conversation_id=move.target_id, other_id=move.source_id, kind=move.kind, count=count, move_id=move.pk
    )
    announce(event, by=move.by_id)


def _carry(numbers: Sequence[int], move: Move) -> None:
    MovedMessage.objects.bulk_create([MovedMessage(move=move, message_id=number) for number in numbers])
    Message.objects.filter(pk__in=numbers).update(conversation=move.target_id)
    _index(numbers)


def _wake(target: Conversation, *, is_pressing: bool, move: Move) -> None:
    """Open a target that rests, so that what comes into it is not overlooked."""
    if not is_pressing or target.status == Status.OPEN:
        return
    was = {
        "status": target.status,
        "reopen_count": target.reopen_count,
        "snoozed_until": _written(target.snoozed_until),
    }
    if target.is_closed:
        closure = Closure.objects.filter(conversation=target).first()
        if closure:
            was |= {"closed_by": closure.closed_by_id, "closed_at": _written(closure.closed_at)}
        take_up(target, by=move.by, why="merged")
    target.status, target.snoozed_until = Status.OPEN, None
    target.save(update_fields=STANDING)
    move.before["target"] |= {"rested": was}
    move.save(update_fields=["before"])


def _hand_over(source: Conversation, target: Conversation, move: Move) -> None:
    """Give the survivor what it lacks: somebody in charge, and the labels."""
    labels = [number for number in source.label_ids if number not in target.label_ids]
    target.label_ids = [*target.label_ids, *labels]
    given: dict[str, Any] = {"labels": labels}
    if not target.assigned_to_id and not target.team_id:
        target.assigned_to, target.team = source.assigned_to, source.team
        given |= {"assigned_to": source.assigned_to_id, "team": source.team_id}
    move.before["given"] = given
    move.save(update_fields=["before"])
    target.save(update_fields=["label_ids", "assigned_to", "team"])


def _before(source: Conversation, target: Conversation) -> dict[str, Any]:
    """Return since when both waited, and what stood in them: as long as that is so again, it holds again."""
    return {
        side: {
            "waiting_since": _written(one.waiting_since),
            "solving": solving_facts(one),
            "held": _what_it_holds(one),
        }
        for side, one in (("source", source), ("target", target))
    }


def _what_it_holds(conversation: Conversation) -> list[int]:
    """Return a mark of the messages of a conversation: another message more or less changes it."""
    marks = conversation.messages.aggregate(count=Count("pk"), newest=Max("pk"), all=Sum("pk"))
    return [int(marks[name] or 0) for name in ("count", "newest", "all")]


# Coming back ---------------------------------------------------------------------------------------------------


class _Places:
    """Where messages stand by the moves that hold: `of` says it by number; `late` are rows that merges still lack."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.of: dict[int, int] = {}
        self.late: list[MovedMessage] = []
        self._merges: dict[int, Move | None] = {}
        steps: dict[int, list[Step]] = {number: [] for number in numbers}
        rows = MovedMessage.objects.filter(message__in=numbers).select_related("move").order_by("move_id")
        for row in rows:
            move = row.move
            step = Step(move.source_id, move.target_id, move.undone_at is not None, is_by_hand=not move.is_merge)
            steps[row.message_id].append(step)
        for number in numbers:
            self.of[number] = self._through_merges(number, place(steps[number]))

    def _through_merges(self, number: int, at: int) -> int:
        """Where it returns to may live on elsewhere by now: it goes along, as if it had been there all the time."""
        while merge := self._merge_of(at):
            self.late.append(MovedMessage(move=merge, message_id=number))
            at = merge.target_id
        return at

    def _merge_of(self, conversation_id: int) -> Move | None:
        if conversation_id not in self._merges:
            merges = Move.objects.filter(source=conversation_id, kind=MoveKind.MERGE, undone_at=None)
            self._merges[conversation_id] = merges.order_by("pk").last()
        return self._merges[conversation_id]


def _return_messages(moved: Iterable[tuple[int, int]], places: _Places, held: dict[int, Conversation]) -> None:
    MovedMessage.objects.bulk_create(places.late, ignore_conflicts=True)
    for conversation_id in set(places.of.values()):
        theirs = [number for number, at in places.of.items() if at == conversation_id]
        Message.objects.filter(pk__in=theirs).update(conversation=conversation_id)
        # One that had been left empty has something to show again.
        _lead(held[conversation_id], to=None)
    for number, stood in moved:
        if not held[stood].merged_into_id and not held[stood].messages.exists():
            # Nothing is left of it but its number and its address, which lead to where its messages went.
            _lead(held[stood], to=held[places.of[number]])


def _lead(conversation: Conversation, *, to: Conversation | None) -> None:
    if conversation.merged_into_id != (to.pk if to else None):
        conversation.merged_into = to
        wait_since(conversation, None)
        set_solving_clock(conversation, now=timezone.now(), is_forced=True)
        conversation.save()


def _return_standing(move: Move, held: dict[int, Conversation]) -> None:
    """Put the target back to rest and take from it what the merge gave, where nobody has changed it since."""
    target, given = held[move.target_id], move.before.get("given", {})
    target.label_ids = [number for number in target.label_ids if number not in given.get("labels", [])]
    was_given = (given.get("assigned_to"), given.get("team"))
    if any(was_given) and (target.assigned_to_id, target.team_id) == was_given:
        target.assigned_to = target.team = None
    target.save(update_fields=["label_ids", "assigned_to", "team"])
    rested = move.before.get("target", {}).get("rested")
    if not rested or target.status != Status.OPEN or not _is_as_before(move, target, "target"):
        return
    target.status, target.reopen_count = rested["status"], rested["reopen_count"]
    target.snoozed_until = _read(rested["snoozed_until"])
    set_solving_clock(target, now=timezone.now())
    target.save(update_fields=STANDING)
    if target.is_closed:
        closed_at = _read(rested.get("closed_at")) or move.at
        Closure.objects.update_or_create(
            conversation=target, defaults={"closed_by_id": rested.get("closed_by"), "closed_at": closed_at}
        )


def _give_back_wait(move: Move, held: dict[int, Conversation]) -> None:
    """Say since when each waited before: a closed past may hide it from a count."""
    for side, number in (("source", move.source_id), ("target", move.target_id)):
        one = held[number]
        if not one.merged_into_id and _is_as_before(move, one, side):
            wait_since(one, _read(move.before[side]["waiting_since"]))
            if "solving" in move.before[side]:
                put_back_solving(one, move.before[side]["solving"], now=timezone.now())
            one.save()


def _is_as_before(move: Move, conversation: Conversation, side: str) -> bool:
    """Whether exactly those messages stand here that stood here before the move."""
    return side in move.before and move.before[side]["held"] == _what_it_holds(conversation)


def _announce_undone(move: Move, *, count: int, by: Agent) -> None:
    for one, other in ((move.source_id, move.target_id), (move.target_id, move.source_id)):
        event = events.MoveUndone(
            conversation_id=one, other_id=other, kind=move.kind, count=count, is_back_here=one == move.source_id
        )
        announce(event, by=by.pk)


# Common --------------------------------------------------------------------------------------------------------


def _take_turns(brand_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, brand_id])


def _in_its_turn(message: Message) -> Message:
    """Return the message as it is once it is our turn: another move may have been quicker."""
    _take_turns(message.conversation.brand_id)
    return Message.objects.select_related("conversation", "identity__customer", "channel").get(pk=message.pk)


def _root_of(conversation_id: int) -> int:
    found: int | None = conversation_id
    while found is not None:
        conversation_id = found
        found = Conversation.objects.values_list("merged_into", flat=True).get(pk=conversation_id)
    return conversation_id


def _that_joined(*numbers: int) -> Move:
    """Return the merge by which two conversations came together: the last of those on their way."""
    merged: set[int] = set()
    for number in numbers:
        found: int | None = number
        while found is not None:
            merged.add(found)
            found = Conversation.objects.values_list("merged_into", flat=True).get(pk=found)
    return Move.objects.filter(source__in=merged, target__in=merged, kind=MoveKind.MERGE).latest("pk")


def _arrows_first(numbers: Iterable[int]) -> list[int]:
    """Return the conversations with those that are merged before what they were merged into."""
    depths: dict[int, int] = {}
    for number in numbers:
        found, depth = Conversation.objects.values_list("merged_into", flat=True).get(pk=number), 0
        while found is not None:
            found, depth = Conversation.objects.values_list("merged_into", flat=True).get(pk=found), depth + 1
        depths[number] = depth
    return sorted(depths, key=lambda number: (-depths[number], number))


def _held(numbers: Sequence[int]) -> list[Conversation]:
    """Lock conversations one after the other and return them in the order asked."""
    return [locked(Conversation(pk=number)) for number in numbers]


def _refresh(conversation: Conversation) -> None:
    """Bring all that the list shows in line with the messages."""
    failed = Delivery.objects.filter(
        message__conversation=conversation, state__in=(DeliveryState.FAILED, DeliveryState.BOUNCED)
    )
    conversation.has_failure = failed.exists()
    conversation.waiting_since = _first_unanswered(conversation)
    recount(conversation)


def _first_unanswered(conversation: Conversation) -> datetime | None:
    by_people = _standing(conversation).filter(machine="")
    incoming = by_people.filter(direction=Direction.IN)
    answer = by_people.filter(direction=Direction.OUT).last()
    if answer is not None:
        incoming = incoming.filter(Q(at__gt=answer.at) | Q(at=answer.at, pk__gt=answer.pk))
    return incoming.values_list("at", flat=True).first()


def _standing(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.exclude(delivery__state=DeliveryState.UNDONE)


def _numbers(messages: QuerySet[Message]) -> list[int]:
    return list(messages.order_by("at", "pk").values_list("pk", flat=True))


def _index(numbers: Iterable[int]) -> None:
    # What is in the bin is not found.
    kept = Message.objects.filter(pk__in=list(numbers), conversation__deleted_at=None)
    found = kept.exclude(delivery__state=DeliveryState.UNDONE)
    search.index_many(list(found.select_related("conversation")))


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _read(written: str | None) -> datetime | None:
    return parse_datetime(written) if written else None
