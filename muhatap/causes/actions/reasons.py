"""The list of reasons, and the reason of each conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from muhatap.causes import events, seeds
from muhatap.causes.actions import evidence
from muhatap.causes.models import Choice, Department, FineSo, Manner, Reason
from muhatap.conversations.models import Conversation
from muhatap.core.events import announce
from muhatap.realtime.actions import publish_all
from muhatap.team.audit import record
from muhatap.team.models import Agent, Language


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """What the desk would have said: the numbers of up to three reasons, and how sure it was of the first."""

    reason_ids: tuple[int, ...] = ()
    certainty: float | None = None


class InUse(Exception):
    """Conversations stand under this reason: it is put away, not removed."""


@transaction.atomic
def choose(
    conversation: Conversation,
    *,
    reason: Reason | None,
    by: Agent | None,
    now: datetime,
    guessed: Guessed | None = None,
) -> Choice:
    """Say why the customer wrote; no reason is "not known yet". What gathers this reason counts the conversation."""
    guessed = guessed or Guessed()
    # Two who choose at once wait for each other: what the first one gathered is let go by the second.
    Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    before = Choice.objects.filter(conversation=conversation).first()
    if before and before.reason_id == (reason.pk if reason else None):
        return before
    facts = {
        "reason": reason,
        "by": by,
        "at": now,
        "heard_at": conversation.opened_at,
        "guess_id": guessed.reason_ids[0] if guessed.reason_ids else None,
        "certainty": guessed.certainty,
        "rank": _rank(reason, guessed),
    }
    choice, _ = Choice.objects.update_or_create(conversation=conversation, defaults=facts)
    was_id = before.reason_id if before else None
    announce(
        events.ReasonChosen(
            conversation_id=conversation.pk,
            reason_id=reason.pk if reason else None,
            was_id=was_id,
            name=reason.name_tr or reason.name_en if reason else "",
        ),
        by=by.pk if by else None,
    )
    if was_id is not None:
        evidence.let_go(conversation, reason_id=was_id, by=by)
    if reason is not None:
        evidence.gather(conversation, reason=reason, by=by, now=now)
    publish_all([f"conversation:{conversation.pk}", "causes"], "changed")
    return choice


@transaction.atomic
def plant(*, by: Agent | None, language: str) -> int:
    """Take over the reasons and departments that are not there yet; return how many reasons."""
    known = set(Reason.objects.exclude(seed="").values_list("seed", flat=True))
    departments: dict[str, Department] = {}
    count = 0
    for place, group in enumerate(seeds.GROUPS):
        missing = [each for each in group.reasons if each.key not in known]
        if not missing:
            continue
        parent = Reason.objects.filter(seed=group.key).first() or Reason.objects.create(
            seed=group.key, name_tr=group.tr, name_en=group.en, stage=group.stage, place=place
        )
        department = departments.get(group.department) or _department(group.department, language)
        departments[group.department] = department
        Reason.objects.bulk_create(
            Reason(
                seed=each.key,
                name_tr=each.tr,
                name_en=each.en,
                parent=parent,
                department=department,
                stage=group.stage,
                value_to_customer=each.values[0] if each.values else None,
                value_to_us=each.values[1] if each.values else None,
                spike=each.spike,
                asks_check_back=each.asks_check_back,
                place=number,
            )
            for number, each in enumerate(missing)
        )
        count += len(missing)
    record("causes.reasons_planted", by=by, count=count)
    return count


@transaction.atomic
def write_reason(reason: Reason, *, by: Agent) -> Reason:
    """Keep a reason as it was filled in, new or changed."""
    is_new = reason.pk is None
    if is_new:
        last = Reason.objects.filter(parent=reason.parent).aggregate(last=Max("place"))["last"]
        reason.place = 0 if last is None else last + 1
    reason.save()
    record("causes.reason_added" if is_new else "causes.reason_changed", by=by, subject=f"reason:{reason.pk}")
    return reason


@transaction.atomic
def put_away(
    reason: Reason, *, by: Agent, is_archived: bool = True, has_all_away: bool = False, into: Reason | None = None
) -> None:
    """Take a reason out of the choice, or bring it back; what stands under it keeps it.

    The reasons of a group go away with it or into another group, as somebody says; else they stay and can be chosen.
    """
    reason.is_archived = is_archived
    reason.save(update_fields=["is_archived"])
    own = reason.children.filter(is_archived=False)
    if is_archived and has_all_away:
        for each in own:
            put_away(each, by=by)
    elif is_archived and into is not None:
        own.update(parent=into)
    record("causes.reason_put_away" if is_archived else "causes.reason_back", by=by, subject=f"reason:{reason.pk}")


@transaction.atomic
def merge_reasons(reason: Reason, *, into: Reason, by: Agent) -> int:
    """Put everything of one reason under another, and the first away; return how many conversations moved.

    What gathers either of them counts the conversations of both. The reasons of a group go under the other group, or
    the other's group.
    """
    moved = Choice.objects.filter(reason=reason).update(reason=into)
    reason.causes.update(reason=into)
    group = into.parent or (into if into.children.exists() else None)
    put_away(reason, by=by, into=None if group == reason else group)
    evidence.gather_merged(into, now=timezone.now())
    return moved


@transaction.atomic
def split_reason(reason: Reason, *, names: Mapping[int, str], by: Agent, language: str) -> list[Reason]:
    """Make a reason of each part that was given a name, with its conversations; `names` by the part's number.

    What is in no named part stays where it is.
    """
    made = []
    for number, name in names.items():
        if not name.strip() or number >= len(reason.parts):
            continue
        field = {"name_en" if language == Language.ENGLISH else "name_tr": name.strip()[:80]}
        new = write_reason(
            Reason(
                parent=reason.parent,
                department=reason.department,
                stage=reason.stage,
                spike=reason.spike,
                value_to_customer=reason.value_to_customer,
                value_to_us=reason.value_to_us,
                **field,
            ),
            by=by,
        )
        Choice.objects.filter(reason=reason, conversation__in=reason.parts[number]["members"]).update(reason=new)
        made.append(new)
    if made:
        reason.parts = []
        reason.save(update_fields=["parts"])
        if not Choice.objects.filter(reason=reason).exists():
            put_away(reason, by=by)
    return made


@transaction.atomic
def refuse_finding(key: str, *, by: Agent, now: datetime) -> None:
    """Say that something found about the list is fine so; it is not told again."""
    FineSo.objects.get_or_create(key=key[:120], defaults={"by": by, "at": now})


def manner() -> Manner:
    return Manner.objects.order_by("pk").first() or Manner()


def set_manner(wanted: Manner, *, by: Agent) -> None:
    wanted.pk = Manner.objects.order_by("pk").values_list("pk", flat=True).first()
    wanted.save()
    record("causes.manner_set", by=by)


def _department(key: str, language: str) -> Department:
    turkish, english = seeds.DEPARTMENTS[key]
    name = english if language == Language.ENGLISH else turkish
    return Department.objects.filter(name=name).first() or Department.objects.create(name=name, language=language)


def _rank(reason: Reason | None, guessed: Guessed) -> int | None:
    if not guessed.reason_ids or reason is None:
        return None
    return guessed.reason_ids.index(reason.pk) + 1 if reason.pk in guessed.reason_ids else 0
