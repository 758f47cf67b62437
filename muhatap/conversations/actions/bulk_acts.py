"""What can be done to many conversations at once, and how each is put back as it was.

An act here is one of the ordinary acts with what it needs beside the conversation: a colleague, a label, a moment. It
changes some facts of the conversation; an undo compares these facts and puts them back, and leaves alone what somebody
has changed since.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.actions.clocks import SOLVING_CLOCK, put_back_solving, solving_facts
from muhatap.conversations.actions.common import WAIT, wait_since
from muhatap.conversations.actions.deleting import delete, restore
from muhatap.conversations.actions.keeping import (
    NotSaid,
    StillOwed,
    assign,
    close,
    mark_as_not_spam,
    mark_as_spam,
    reopen,
)
from muhatap.conversations.actions.labelling import LabelArchived, label, unlabel
from muhatap.conversations.actions.merging import CannotMove, merge, undo_move
from muhatap.conversations.actions.pacing import CHOSEN, SnoozeInPast, set_status, snooze, wake
from muhatap.conversations.actions.queueing import give_to_team
from muhatap.conversations.models import Conversation, Label, Move, MoveKind, Status
from muhatap.team.models import Agent, Team
from muhatap.team.permissions import allowed

# Of one conversation: what an act may change, as JSON keeps it.
Facts = dict[str, Any]


class CannotBeDone(Exception):
    """An act does not fit a conversation; `why` is one of `WHYS`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotUnderstood(Exception):
    """What an act needs beside the conversations is missing or no longer there."""


WHYS: dict[str, str | Promise] = {
    "gone": _("deleted, or no longer yours to see"),
    "not_allowed": _("your role does not allow it any more"),
    "not_there": _("whoever or whatever was chosen for it is no longer there"),
    "cannot_merge": _("cannot be merged: another brand, spam, or empty"),
    "merged": _("merged into another meanwhile"),
    "not_theirs": _("the colleague does not work for this brand"),
    "not_said": _("something is asked before it closes; close it from its own page"),
    "still_owed": _("something that we promised is open; close it from its own page"),
    "label_archived": _("the label is out of use"),
    "time_passed": _("the moment to rest until has passed"),
    "broken": _("something went wrong in the desk itself; its log says more"),
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What an act needs beside the conversation, looked up once for many."""

    agent: Agent | None = None
    team: Team | None = None
    label: Label | None = None
    until: datetime | None = None
    into: Conversation | None = None
    status: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, Any]) -> "Given":
        """Read what a run keeps: {"agent": 3}, {"label": 7}, {"until": "2026-11-24T09:00:00+03:00"}.

        Raises NotUnderstood for what is not there.
        """
        try:
            return cls(
                agent=Agent.objects.active().get(pk=arguments["agent"]) if arguments.get("agent") else None,
                team=Team.objects.get(pk=arguments["team"]) if arguments.get("team") else None,
                label=Label.objects.get(pk=arguments["label"]) if arguments.get("label") else None,
                into=Conversation.objects.get(pk=arguments["into"]) if arguments.get("into") else None,
                until=datetime.fromisoformat(arguments["until"]) if arguments.get("until") else None,
                status=str(arguments.get("status", "")),
            )
        except (ObjectDoesNotExist, TypeError, ValueError, OverflowError) as error:
            raise NotUnderstood from error


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """`done` says what was done to how many, `done_here` to the one that is open; `needs` names what must be given.

    `about` names the facts it is about, where it brings others with it that its own undo looks after.
    """

    permission: str
    done: str | Promise
    done_here: str | Promise
    do: Callable[[Conversation, Given, Agent, datetime], object]
    needs: str = ""
    about: tuple[str, ...] = ()

    def check(self, given: Given) -> None:
        """Raise NotUnderstood when what the act needs was not given."""
        if self.needs and not getattr(given, self.needs):
            raise NotUnderstood
        if self.needs == "status" and given.status not in CHOSEN:
            raise NotUnderstood


def _assign(conversation: Conversation, given: Given, by: Agent, now: datetime) -> None:
    if given.agent is not None and not given.agent.sees(conversation.brand_id):
        raise CannotBeDone("not_theirs")
    assign(conversation, to=given.agent, by=by)


def _close(conversation: Conversation, given: Given, by: Agent, now: datetime) -> None:
    try:
        close(conversation, by=by, now=now)
    except StillOwed as error:
        raise CannotBeDone("still_owed") from error
    except NotSaid as error:
        raise CannotBeDone("not_said") from error


def _snooze(conversation: Conversation, given: Given, by: Agent, now: datetime) -> None:
    try:
        snooze(conversation, until=given.until, by=by, now=now)
    except SnoozeInPast as error:
        raise CannotBeDone("time_passed") from error


def _label(conversation: Conversation, given: Given, by: Agent, now: datetime) -> None:
    assert given.label is not None
    try:
        label(conversation, label=given.label, by=by)
    except LabelArchived as error:
        raise CannotBeDone("label_archived") from error


def _unlabel(conversation: Conversation, given: Given, by: Agent, now: datetime) -> None:
    assert given.label is not None
    unlabel(conversation, label=given.label, by=by)


def _merge(conversation: Conversation, given: Given, by: Agent, now: datetime) -> None:
    assert given.into is not None
    if conversation.pk == given.into.pk:
        return
    if not Conversation.objects.visible_to(by).filter(pk=given.into.pk).exists():
        raise CannotBeDone("gone")
    try:
        merge(conversation, into=given.into, by=by)
    except CannotMove as error:
        raise CannotBeDone("cannot_merge") from error


ACTS: dict[str, BulkAct] = {
    "assign": BulkAct(
        permission="conversations.assign", done=_("%(count)s assigned"), done_here=_("Assigned."), do=_assign
    ),
    "team": BulkAct(
        permission="conversations.assign",
        done=_("%(count)s given to a queue"),
        done_here=_("Given to a queue."),
        do=lambda conversation, given, by, now: give_to_team(conversation, team=given.team, by=by),
    ),
    "status": BulkAct(
        permission="conversations.close",
        done=_("%(count)s changed"),
        done_here=_("Status changed."),
        do=lambda conversation, given, by, now: set_status(conversation, status=given.status, by=by, now=now),
        needs="status",
    ),
    "close": BulkAct(
        permission="conversations.close",
        done=_("%(count)s closed"),
        done_here=_("Closed."),
        do=_close,
    ),
    "reopen": BulkAct(
        permission="conversations.close",
        done=_("%(count)s reopened"),
        done_here=_("Reopened."),
        do=lambda conversation, given, by, now: reopen(conversation, by=by),
    ),
    "snooze": BulkAct(
        permission="conversations.close", done=_("%(count)s snoozed"), done_here=_("Snoozed."), do=_snooze
    ),
    "wake": BulkAct(
        permission="conversations.close",
        done=_("%(count)s woken"),
        done_here=_("Woken."),
        do=lambda conversation, given, by, now: wake(conversation, by=by, now=now),
    ),
    "label": BulkAct(
        permission="conversations.close",
        done=_("%(count)s labelled"),
        done_here=_("Labelled."),
        do=_label,
        needs="label",
    ),
    "unlabel": BulkAct(
        permission="conversations.close",
        done=_("%(count)s freed of a label"),
        done_here=_("Label taken off."),
        do=_unlabel,
        needs="label",
    ),
    "merge": BulkAct(
        permission="conversations.merge",
        done=_("%(count)s merged"),
        done_here=_("Merged."),
        do=_merge,
        needs="into",
        about=("merged_into",),
    ),
    "spam": BulkAct(
        permission="conversations.spam",
        done=_("%(count)s marked as spam"),
        done_here=_("Marked as spam."),
        do=lambda conversation, given, by, now: mark_as_spam(conversation, by=by),
    ),
    "not_spam": BulkAct(
        permission="conversations.spam",
        done=_("%(count)s brought back from spam"),
        done_here=_("Brought back from spam."),
        do=lambda conversation, given, by, now: mark_as_not_spam(conversation, by=by),
    ),
    "delete": BulkAct(
        permission="conversations.delete",
        done=_("%(count)s deleted"),
        done_here=_("Deleted."),
        do=lambda conversation, given, by, now: delete(conversation, by=by, now=now),
    ),
    "restore": BulkAct(
        permission="conversations.delete",
        done=_("%(count)s restored"),
        done_here=_("Restored."),
        do=lambda conversation, given, by, now: restore(conversation, by=by),
    ),
}


def facts_of(conversation: Conversation) -> Facts:
    """Return what an act may change, as JSON keeps it."""
    return {
        "status": conversation.status,
        "assigned_to": conversation.assigned_to_id,
        "team": conversation.team_id,
        "labels": sorted(conversation.label_ids),
        "is_spam": conversation.is_spam,
        "snoozed_until": _written(conversation.snoozed_until),
        "deleted_at": _written(conversation.deleted_at),
        "merged_into": conversation.merged_into_id,
        # Not compared by an undo, only put back.
        "waiting_since": _written(conversation.waiting_since),
        "solving": solving_facts(conversation),
    }


def changes(before: Facts, after: Facts, *, about: Collection[str] = ()) -> tuple[Facts, Facts]:
    """Return those facts that differ, as they were and as they are."""
    names = [name for name in about or before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def is_as_left(now: Facts, after: Facts) -> bool:
    """Whether nobody changed since what an act had changed. Both clocks move by themselves and say nothing."""
    return all(now[name] == value for name, value in after.items() if name not in ("waiting_since", "solving"))


def put_back(conversation: Conversation, before: Facts, *, by: Agent, now: datetime) -> None:
    """Give the conversation its former facts again, each by the act that a person would use."""
    if "merged_into" in before:
        _unmerge(conversation, by=by, now=now)
    if "deleted_at" in before:
        restore(conversation, by=by) if before["deleted_at"] is None else delete(conversation, by=by, now=now)
    if "is_spam" in before:
        mark_as_spam(conversation, by=by) if before["is_spam"] else mark_as_not_spam(conversation, by=by)
    if "status" in before or "snoozed_until" in before:
        _put_back_pace(conversation, before, by=by, now=now)
    if "team" in before or "assigned_to" in before:
        _put_back_owner(conversation, before, by=by)
    if "labels" in before:
        _put_back_labels(conversation, set(before["labels"]), by=by)
    if before.get("waiting_since"):
        _put_back_waiting(conversation, datetime.fromisoformat(before["waiting_since"]))
    if "solving" in before:
        conversation.refresh_from_db()
        put_back_solving(conversation, before["solving"], now=now)
        conversation.save(update_fields=SOLVING_CLOCK)


def may_put_back(agent: Agent, act: str) -> bool:
    return allowed(agent, ACTS[act].permission)


def _unmerge(conversation: Conversation, *, by: Agent, now: datetime) -> None:
    standing = Move.objects.filter(source=conversation, kind=MoveKind.MERGE, undone_at=None)
    if move := standing.order_by("-pk").first():
        undo_move(move, by=by, now=now)


def _put_back_pace(conversation: Conversation, before: Facts, *, by: Agent, now: datetime) -> None:
    status = before.get("status", Status.SNOOZED)
    until = datetime.fromisoformat(before["snoozed_until"]) if before.get("snoozed_until") else None
    if status == Status.CLOSED:
        close(conversation, by=by, now=now)
    elif status == Status.SNOOZED and (until is None or until > now):
        snooze(conversation, until=until, by=by, now=now)
    else:
        # One whose time came meanwhile would be awake by now.
        set_status(conversation, status=Status.OPEN if status == Status.SNOOZED else status, by=by, now=now)


def _put_back_owner(conversation: Conversation, before: Facts, *, by: Agent) -> None:
    if "team" in before:
        give_to_team(conversation, team=Team.objects.filter(pk=before["team"]).first(), by=by)
    if "assigned_to" in before:
        former = Agent.objects.active().filter(pk=before["assigned_to"]).first()
        # Whoever has left meanwhile does not get work back.
        assign(conversation, to=former, by=by)


def _put_back_labels(conversation: Conversation, wanted: set[int], *, by: Agent) -> None:
    has = set(Conversation.objects.values_list("label_ids", flat=True).get(pk=conversation.pk))
    known = Label.objects.in_bulk(wanted ^ has)
    for pk in wanted - has:
        if pk in known and not known[pk].is_archived:
            label(conversation, label=known[pk], by=by)
    for pk in has - wanted:
        if pk in known:
            unlabel(conversation, label=known[pk], by=by)


def _put_back_waiting(conversation: Conversation, since: datetime) -> None:
    """Let the customer have waited all the time: reopening counts from their last message only."""
    conversation.refresh_from_db()
    if conversation.waiting_since and conversation.waiting_since > since:
        wait_since(conversation, since)
        conversation.save(update_fields=WAIT)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
