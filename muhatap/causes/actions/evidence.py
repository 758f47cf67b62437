"""What counts on a cause: conversations by hand or by their reason, and contacts that nobody saw."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Func, Max, Min, Sum, Value
from django.utils import timezone

from muhatap.causes import events, quoting
from muhatap.causes.models import Cause, Choice, Evidence, Heard, Reason, State
from muhatap.conversations.models import Conversation, Message
from muhatap.core.events import announce
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent

# What a cause may gather by itself: one that is refused or fixed still has to hear that it goes on.
GATHERING = (State.HEARD, State.REPORTED, State.ACCEPTED, State.REFUSED, State.FIXING, State.FIXED, State.VERIFIED)

# How far back a cause that begins to gather a reason counts what was confirmed before.
GATHERED_BACK = timedelta(days=180)


@transaction.atomic
def join(
    cause: Cause,
    conversation: Conversation,
    *,
    by: Agent | None,
    now: datetime,
    message: Message | None = None,
    is_by_reason: bool = False,
) -> Heard:
    """Count a conversation on a cause, once, with the words that say it best.

    What counts by its reason is nobody's: it goes when the reason changes, and what a person joined by hand stays.
    """
    _lock(cause)
    already = Heard.objects.filter(cause=cause, conversation=conversation, kind=Evidence.CONVERSATION).first()
    if already:
        return already
    told = message or quoting.telling_message(conversation)
    heard = Heard.objects.create(
        cause=cause,
        conversation=conversation,
        message=told,
        quote=quoting.quote(told, conversation) if told else "",
        customer_id=conversation.customer_id,
        at=conversation.opened_at,
        by=None if is_by_reason else by,
        linked_at=now,
    )
    recount(cause)
    announce(
        events.CauseHeard(
            conversation_id=conversation.pk, cause_id=cause.pk, name=cause.name, is_by_reason=is_by_reason
        ),
        by=by.pk if by else None,
    )
    _ring(conversation)
    return heard


@transaction.atomic
def leave(cause: Cause, conversation: Conversation, *, by: Agent | None) -> None:
    """Take a conversation off a cause again."""
    _lock(cause)
    gone, _ = Heard.objects.filter(cause=cause, conversation=conversation, kind=Evidence.CONVERSATION).delete()
    if not gone:
        return
    recount(cause)
    announce(
        events.CauseUnheard(conversation_id=conversation.pk, cause_id=cause.pk, name=cause.name),
        by=by.pk if by else None,
    )
    _ring(conversation)


def gather(conversation: Conversation, *, reason: Reason, by: Agent | None, now: datetime) -> None:
    """Count a conversation on what gathers its reason."""
    gathering = Cause.objects.filter(reason=reason, gathers=True, state__in=GATHERING)
    for cause in gathering.filter(brand__in=[conversation.brand_id]) | gathering.filter(brand=None):
        join(cause, conversation, by=by, now=now, is_by_reason=True)


def let_go(conversation: Conversation, *, reason_id: int, by: Agent | None) -> None:
    """Take a conversation off what had gathered its former reason; what a person joined by hand stays."""
    former = Heard.objects.filter(conversation=conversation, cause__reason=reason_id, cause__gathers=True, by=None)
    for heard in former.select_related("cause"):
        leave(heard.cause, conversation, by=by)


@transaction.atomic
def gather_past(cause: Cause, *, since: datetime, now: datetime) -> int:
    """Count what was confirmed with the cause's reason before it was opened; return how many."""
    if cause.reason_id is None:
        return 0
    _lock(cause)
    chosen = Choice.objects.filter(reason=cause.reason, heard_at__gte=since).select_related("conversation")
    chosen = chosen.exclude(conversation__causes_heard__cause=cause).filter(
        conversation__merged_into=None, conversation__is_spam=False, conversation__deleted_at=None
    )
    if cause.brand_id:
        chosen = chosen.filter(conversation__brand=cause.brand_id)
    rows = []
    for choice in chosen.order_by("heard_at")[:2000]:
        conversation = choice.conversation
        told = quoting.telling_message(conversation)
        rows.append(
            Heard(
                cause=cause,
                conversation=conversation,
                message=told,
                quote=quoting.quote(told, conversation) if told else "",
                customer_id=conversation.customer_id,
                at=conversation.opened_at,
                linked_at=now,
            )
        )
    Heard.objects.bulk_create(rows, ignore_conflicts=True)
    recount(cause)
    return len(rows)


def gather_merged(reason: Reason, *, now: datetime) -> None:
    """Count on what gathers a reason whatever another reason has brought into it."""
    for cause in Cause.objects.filter(reason=reason, gathers=True, state__in=GATHERING):
        gather_past(cause, since=(cause.first_heard_at or now) - GATHERED_BACK, now=now)


def hand_over(cause: Cause, *, into: Cause) -> None:
    """Give the evidence of one cause to another, each with whence it came; conversations that both have stay."""
    known = into.evidence.exclude(conversation=None).values("conversation")
    went = Func(F("came_by"), Value(cause.pk), function="array_append")
    cause.evidence.exclude(conversation__in=known).update(cause=into, came_by=went)


def take_back(cause: Cause, *, merged_at: datetime, now: datetime) -> None:
    """Take back what a cause brought into others, and what its reason has heard since it was merged."""
    later, seen = cause.merged_into, set[int]()
    while later is not None and later.pk not in seen:
        seen.add(later.pk)
        later = later.merged_into
    known = set(cause.evidence.exclude(conversation=None).values_list("conversation", flat=True))
    theirs = list(Heard.objects.filter(cause__in=seen, came_by__contains=[cause.pk]).select_related("cause"))
    for heard in theirs:
        was, heard.came_by = heard.came_by, heard.came_by[: heard.came_by.index(cause.pk)]
        if heard.conversation_id is None or heard.conversation_id not in known:
            heard.cause = cause
        else:
            heard.came_by = [each for each in was if each != cause.pk]
    Heard.objects.bulk_update(theirs, ["cause", "came_by"], batch_size=1_000)
    Cause.objects.filter(pk=cause.pk).update(merged_into=None)
    cause.merged_into = None
    for each in Cause.objects.filter(pk__in=seen):
        recount(each)
    if cause.gathers:
        gather_past(cause, since=merged_at, now=now)
    recount(cause)


@transaction.atomic
def count_silently(cause: Cause, *, kind: str, key: str, day: date, count: int = 1) -> None:
    """Count contacts that nobody answered: an article read, a search in vain, a "did not help", a chat's own answer.

    One row for each kind, key and day. The events come from the apps that show such things to visitors; a public answer
    then never hides a problem. Raises ValueError for a kind that is no silent one or a count below one.
    """
    if kind not in set(Evidence.values) - {Evidence.CONVERSATION} or count < 1:
        raise ValueError(f"no silent contact: {kind} × {count}")
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    _lock(cause)
    # What a merge brought is counted apart: it may go back.
    row = Heard.objects.filter(cause=cause, kind=kind, key=key[:200], at=noon, came_by=[]).first()
    if row:
        Heard.objects.filter(pk=row.pk).update(count=F("count") + count)
    else:
        Heard.objects.create(cause=cause, kind=kind, key=key[:200], at=noon, count=count)
    recount(cause)


def recount(cause: Cause) -> None:
    """Bring what the list shows up to date."""
    # What one that was merged still has is what both had: it counts with the other.
    own = Heard.objects.none() if cause.merged_into_id else Heard.objects.filter(cause=cause)
    found = own.aggregate(count=Sum("count"), first=Min("at"), last=Max("at"))
    cause.evidence_count = found["count"] or 0
    cause.first_heard_at, cause.last_heard_at = found["first"], found["last"]
    cause.save(update_fields=["evidence_count", "first_heard_at", "last_heard_at"])


@transaction.atomic
def follow_merge(conversation_id: int, *, into_id: int) -> None:
    """What one conversation was evidence of, the survivor is; once for each cause."""
    known = Heard.objects.filter(conversation=into_id).values_list("cause", flat=True)
    moved = Heard.objects.filter(conversation=conversation_id)
    touched = {each.cause for each in moved.select_related("cause")}
    moved.filter(cause__in=list(known)).delete()
    moved.update(conversation=into_id)
    if not Choice.objects.filter(conversation=into_id).exists():
        Choice.objects.filter(conversation=conversation_id).update(conversation=into_id)
    for cause in touched:
        recount(cause)


def recount_all() -> None:
    """Keep numbers right after conversations went for good: their evidence went with them."""
    for cause in Cause.objects.filter(state__in=GATHERING):
        recount(cause)


def _lock(cause: Cause) -> None:
    """Let two who add to a cause at once wait for each other: its numbers hold both, and each conversation is once."""
    Cause.objects.select_for_update(of=("self",)).get(pk=cause.pk)


def _ring(conversation: Conversation) -> None:
    publish_all([f"conversation:{conversation.pk}", "causes"], "changed")
