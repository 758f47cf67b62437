"""What leads do with rules: write, change, order, switch, delete, and let a stopped one go on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from muhatap.conversations.models import Label
from muhatap.core import signing
from muhatap.realtime.actions import publish
from muhatap.rules.deeds import NEW_LABEL
from muhatap.rules.models import Rule, RuleStop
from muhatap.team import audit
from muhatap.team.models import Agent

FIELDS = ("name", "brand", "event", "after_minutes", "is_business_time", "conditions", "actions", "stops_here")
# What a rule of moments waits for: after a change it begins to watch anew.
WATCHED = {"event", "after_minutes", "is_business_time", "brand"}
TOPIC = "rules"


@transaction.atomic
def write(*, by: Agent, now: datetime, is_enabled: bool, **values: Any) -> Rule:
    """Make a rule, the last in the order."""
    values = _with_new_labels(values)
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = Rule.objects.create(
        **_known(values),
        position=last + 1,
        is_enabled=is_enabled,
        watching_since=now if is_enabled else None,
        created_by=by,
        created_at=now,
    )
    _give_secret(rule)
    audit.record("rules.written", by=by, subject=_subject(rule), name=rule.name)
    publish(TOPIC, "changed")
    return rule


@transaction.atomic
def change(rule: Rule, *, by: Agent, now: datetime, **values: Any) -> Rule:
    """Change what a rule says. What it did before stays told as it was."""
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    values = _with_new_labels(values)
    changed = [field for field, value in _known(values).items() if getattr(rule, field) != value]
    if not changed:
        return rule
    for field in changed:
        setattr(rule, field, values[field])
    rule.version += 1
    if rule.is_enabled and WATCHED & set(changed):
        rule.watching_since = now
    rule.save()
    _give_secret(rule)
    audit.record("rules.changed", by=by, subject=_subject(rule), fields=changed)
    publish(TOPIC, "changed")
    return rule


@transaction.atomic
def switch(rule: Rule, *, on: bool, by: Agent, now: datetime) -> Rule:
    """Let a rule work, or rest. What happened while it rested is left alone."""
    switched = Rule.objects.filter(pk=rule.pk, is_enabled=not on)
    if switched.update(is_enabled=on, watching_since=now if on else None):
        audit.record("rules.switched_on" if on else "rules.switched_off", by=by, subject=_subject(rule))
        publish(TOPIC, "changed")
    rule.refresh_from_db()
    return rule


@transaction.atomic
def delete(rule: Rule, *, by: Agent) -> None:
    """Forget a rule with its runs. What it did to conversations stays, and so do the lines about it."""
    audit.record("rules.deleted", by=by, subject=_subject(rule), name=rule.name)
    rule.delete()
    publish(TOPIC, "changed")


@transaction.atomic
def put_in_order(numbers: Sequence[int], *, by: Agent) -> None:
    """Ask these rules in this order. Among others that the agent does not see, they keep the places they have."""
    rules = {rule.pk: rule for rule in Rule.objects.visible_to(by).select_for_update()}
    wanted = [rules[number] for number in dict.fromkeys(numbers) if number in rules]
    rest = [rule for number, rule in rules.items() if rule not in wanted]
    was = [rule.pk for rule in sorted(rules.values(), key=lambda rule: (rule.position, rule.pk))]
    places = sorted(rule.position for rule in rules.values())
    if len(set(places)) < len(places):
        places = list(range(1, len(places) + 1))
    ordered = [*wanted, *rest]
    for place, rule in zip(places, ordered, strict=True):
        Rule.objects.filter(pk=rule.pk).exclude(position=place).update(position=place)
    if [rule.pk for rule in ordered] != was:
        audit.record("rules.ordered", by=by)
        publish(TOPIC, "changed")


@transaction.atomic
def move(rule: Rule, *, by: Agent, places: int) -> None:
    """Move a rule up (negative) or down among those that the agent sees."""
    numbers = list(Rule.objects.visible_to(by).order_by("position", "id").values_list("pk", flat=True))
    at = numbers.index(rule.pk)
    numbers.insert(max(min(at + places, len(numbers) - 1), 0), numbers.pop(at))
    put_in_order(numbers, by=by)


@transaction.atomic
def renew_secret(rule: Rule, *, by: Agent) -> Rule:
    """Sign with another secret from now on; whoever checks needs to be told."""
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    rule.secret = signing.new_secret()
    rule.save(update_fields=["sealed_secret"])
    audit.record("rules.secret_renewed", by=by, subject=_subject(rule))
    return rule


@transaction.atomic
def let_go_on(stop: RuleStop, *, by: Agent, now: datetime) -> None:
    """Let a rule that was stopped on a conversation work there again."""
    if RuleStop.objects.filter(pk=stop.pk, settled_at=None).update(settled_at=now, settled_by=by):
        audit.record("rules.let_go_on", by=by, subject=f"rule:{stop.rule_id}", conversation=stop.conversation_id)
        publish(TOPIC, "changed")


def _with_new_labels(values: dict[str, Any]) -> dict[str, Any]:
    """Make the labels that a rule to begin with asks for by name ("new:fatura")."""
    if "actions" not in values:
        return values
    return {**values, "actions": [_with_label(each) for each in values["actions"]]}


def _with_label(written: dict[str, str]) -> dict[str, str]:
    name = written.get("label", "")
    if not name.startswith(NEW_LABEL):
        return written
    name = name.removeprefix(NEW_LABEL).strip()[:60]
    label = Label.objects.filter(name__iexact=name).first() or Label.objects.create(name=name)
    Label.objects.filter(pk=label.pk, is_archived=True).update(is_archived=False)
    return {**written, "label": str(label.pk)}


def _give_secret(rule: Rule) -> None:
    """A rule that calls somebody has a secret from the start, so that the other side can be set up first."""
    if not rule.sealed_secret and any(each.get("act") == "webhook" for each in rule.actions):
        rule.secret = signing.new_secret()
        rule.save(update_fields=["sealed_secret"])


def _known(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a rule has no {', '.join(sorted(unknown))}")
    return values


def _subject(rule: Rule) -> str:
    return f"rule:{rule.pk}"
