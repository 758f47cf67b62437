"""A rule applies: it does what it says, once for each occasion, and leaves a line.

An occasion is an event, or a spell of nothing happening. The row of the run, what the rule does and the line about it
are one transaction: a worker that is killed half-way has done nothing, and the next one does it all.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from muhatap.conversations.actions.common import locked_survivor, ring
from muhatap.conversations.models import Conversation, Message
from muhatap.core.events import announce, caused_by
from muhatap.core.models import Event
from muhatap.realtime.actions import publish_all
from muhatap.rules import deeds, queries, triggers
from muhatap.rules.actions import doing
from muhatap.rules.conditions import Facts, Group, NotACondition
from muhatap.rules.deeds import Deed, NotADeed
from muhatap.rules.events import RuleHeldBack, RuleRan
from muhatap.rules.models import TIMED, Look, Rule, RuleRun, RuleStop

log = logging.getLogger(__name__)

# People, then rules that react to people, then rules that react to those: who needs more has made a loop.
DEEPEST = 3
MOST_IN_AN_HOUR = 20
KEPT = timedelta(days=180)
# A sweep comes every minute; what it leaves, the next takes up.
MOST_ROUNDS = 20


def run_for_event(event_id: int, *, now: datetime) -> int:
    """Ask the rules about an event, in order, and let those run that apply; return how many did.

    Running twice is harmless: each rule has one run for one event.
    """
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        # Deleted with its conversation, for good.
        return 0
    kinds = triggers.of(event.name, event.data, is_by_agent=event.by_id is not None)
    conversation = _conversation_of(event)
    if not kinds or conversation is None:
        return 0
    occasion = doing.Occasion(
        name=f"event:{event.pk}",
        now=now,
        event=event,
        depth=int((event.data.get("origin") or {}).get("depth", 0)),
        message=_message_of(event),
    )
    count, facts = 0, _facts(conversation, occasion)
    for rule in _not_yet_asked(queries.rules_for(kinds, brand_id=conversation.brand_id), occasion):
        if not _run_if_it_applies(rule, conversation, occasion, facts):
            continue
        count += 1
        if rule.stops_here:
            break
        facts = _facts(conversation, occasion)
    return count


def forget_runs(*, now: datetime) -> int:
    """Forget what rules did long ago; the lines in the threads stay. Return how many runs that were."""
    count, _by_kind = RuleRun.objects.filter(at__lt=now - KEPT).delete()
    return count


def run_due(*, now: datetime) -> int:
    """Let rules of moments run where their moment has come; return how often that was."""
    rules = Rule.objects.filter(is_enabled=True, event__in=TIMED).order_by("position", "id")
    return sum(_run_due_of(rule, now=now) for rule in rules)


def _not_yet_asked(rules: list[Rule], occasion: doing.Occasion) -> list[Rule]:
    """Return where an earlier attempt, ended half-way, left off.

    Rules above the last that ran were asked and did not apply; what the others did since must not make them.
    """
    ran = set(RuleRun.objects.filter(occasion=occasion.name).values_list("rule", flat=True))
    last = max((place for place, rule in enumerate(rules) if rule.pk in ran), default=-1)
    return [] if last >= 0 and rules[last].stops_here else rules[last + 1 :]


def _run_due_of(rule: Rule, *, now: datetime) -> int:
    count = 0
    for _round in range(MOST_ROUNDS):
        rows = queries.due(rule, now=now, most=queries.AT_ONCE)
        words = queries.last_words([row.pk for row in rows])
        for row in rows:
            since = row.since
            occasion = doing.Occasion(
                name=f"{rule.event}:{row.pk}:{since.isoformat()}", now=now, message=words.get(row.pk)
            )
            count += _run_if_it_applies(rule, row, occasion, queries.facts_of(row, occasion.message, now=now))
        Look.objects.bulk_create(
            [Look(rule=rule, conversation=row, since=row.since) for row in rows],
            update_conflicts=True,
            unique_fields=["rule", "conversation"],
            update_fields=["since"],
        )
        if len(rows) < queries.AT_ONCE:
            break
    return count


def _run_if_it_applies(rule: Rule, conversation: Conversation, occasion: doing.Occasion, facts: Facts) -> bool:
    """Say whether the rule has run on this occasion. Rules that do not apply cost no question to the database."""
    try:
        group, todo = Group.read(rule.conditions), deeds.read(rule.actions)
    except (NotACondition, NotADeed) as error:
        log.error("rule %s cannot be read: %s", rule.pk, error)
        return False
    if not group.matches(facts):
        return False
    # What takes time and strangers' servers is found out before anything is held.
    doing.prepare(todo, occasion)
    return _run(rule, group, todo, conversation, occasion)


@transaction.atomic
def _run(rule: Rule, group: Group, todo: list[Deed], conversation: Conversation, occasion: doing.Occasion) -> bool:
    conversation = locked_survivor(conversation)
    # Somebody may have been quicker while we waited for it.
    facts = _facts(conversation, occasion)
    if not _is_ours_to_work_on(conversation) or not group.matches(facts) or _is_stopped(rule, conversation):
        return False
    run, is_new = RuleRun.objects.get_or_create(
        rule=rule,
        occasion=occasion.name,
        defaults={
            "conversation": conversation,
            "at": occasion.now,
            "event_id": occasion.event.pk if occasion.event else None,
            "version": rule.version,
            "because": [each.written() for each in group.because(facts)],
        },
    )
    if not is_new:
        return True
    if why := _why_held_back(rule, run, occasion):
        _hold_back(rule, run, why)
    else:
        _do(rule, run, todo, occasion)
    ring(conversation)
    publish_all(["rules", f"rules:{rule.pk}"], "changed")
    return True


def _do(rule: Rule, run: RuleRun, todo: list[Deed], occasion: doing.Occasion) -> None:
    with caused_by(rule=rule.pk, depth=occasion.depth + 1):
        run.did = [doing.do(deed, rule=rule, run=run, occasion=occasion) for deed in todo]
    run.has_failure = any(each.get("why") not in (None, doing.ALREADY) for each in run.did)
    run.save(update_fields=["did", "has_failure"])
    announce(RuleRan(conversation_id=run.conversation_id, rule_id=rule.pk, rule=rule.name, did=run.did))


def _why_held_back(rule: Rule, run: RuleRun, occasion: doing.Occasion) -> str:
    if occasion.depth >= DEEPEST:
        return "too_deep"
    settled = RuleStop.objects.filter(rule=rule, conversation=run.conversation).order_by("-settled_at").first()
    since = occasion.now - timedelta(hours=1)
    if settled is not None and settled.settled_at is not None:
        since = max(since, settled.settled_at)
    lately = RuleRun.objects.filter(rule=rule, conversation=run.conversation, at__gt=since).exclude(pk=run.pk)
    return "too_often" if lately.count() >= MOST_IN_AN_HOUR else ""


def _hold_back(rule: Rule, run: RuleRun, why: str) -> None:
    run.held_back = why
    run.save(update_fields=["held_back"])
    if why == "too_often":
        RuleStop.objects.create(rule=rule, conversation=run.conversation, at=run.at)
    announce(RuleHeldBack(conversation_id=run.conversation_id, rule_id=rule.pk, rule=rule.name, why=why))


def _is_stopped(rule: Rule, conversation: Conversation) -> bool:
    return RuleStop.objects.filter(rule=rule, conversation=conversation, settled_at=None).exists()


def _facts(conversation: Conversation, occasion: doing.Occasion) -> dict[str, object]:
    row = queries.asked(Conversation.objects.filter(pk=conversation.pk)).get()
    message = occasion.message or queries.last_words([row.pk]).get(row.pk)
    return queries.facts_of(row, message, now=occasion.now, added_label_id=occasion.added_label_id)


def _conversation_of(event: Event) -> Conversation | None:
    """Return where the conversation lives on; rules leave spam alone, and what was deleted."""
    conversation = Conversation.objects.filter(pk=event.subject.partition(":")[2]).first()
    survivor = conversation.survivor if conversation else None
    return survivor if survivor is not None and _is_ours_to_work_on(survivor) else None


def _is_ours_to_work_on(conversation: Conversation) -> bool:
    return not conversation.is_spam and conversation.deleted_at is None


def _message_of(event: Event) -> Message | None:
    return Message.objects.filter(pk=event.data.get("message_id")).first()
