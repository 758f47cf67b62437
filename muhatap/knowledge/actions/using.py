"""What happens with saved replies in conversations: their acts, and what is counted when a message has gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from muhatap.conversations import actions as conversations
from muhatap.conversations.actions.bulk_acts import ACTS, BulkAct, CannotBeDone, Given
from muhatap.conversations.models import BulkRun, Conversation, Direction, Message
from muhatap.knowledge import macros, wordings
from muhatap.knowledge.macros import Act
from muhatap.knowledge.models import SavedReply, SavedReplyQuerySet, Use
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of
from muhatap.team.permissions import allowed

# The name under which what came along with a message is kept.
ALONG = "replies"
# A message is not made of more; what else is sent along was not put there by the page.
MOST_AT_ONCE = 10
# The kind of run that acts of a macro are, undone as a whole like every other.
RUN = "saved_reply"
# The act of conversations that each of ours is.
_OF_CONVERSATIONS = {"label": "label", "assign_me": "assign", "team": "team", "status": "status", "snooze": "snooze"}


@transaction.atomic
def act(
    reply: SavedReply, conversation: Conversation, acts: Sequence[Act], *, by: Agent, now: datetime
) -> BulkRun | None:
    """Do acts of a saved reply to a conversation as one thing that can be undone; None when nothing changed.

    What the agent may not do, or cannot be done here, is left out.
    """
    run = conversations.do_undoably(
        conversation, act=RUN, do=lambda: _do_all(acts, conversation, by=by, now=now), by=by, now=now
    )
    if run:
        Use.objects.create(reply=reply, conversation=conversation, agent=by, at=now, run=run)
    return run


@transaction.atomic
def note_sent(message: Message, *, now: datetime) -> None:
    """Count the saved replies that went into a message, and do the acts that were announced with them.

    One that was thrown away before sending counts as nothing, and so do its acts.
    """
    if message.author is None:
        return
    for reply, came in _came_with(message):
        used = wordings.fitting(
            [one for one in reply.wordings.all() if one.pk == came.get("wording")] or reply.wordings.all(),
            language=message.conversation.language,
            voice="",
        )
        share = wordings.kept_share(used.text, message.text) if used else 0.0
        if share < wordings.LEAST_KEPT:
            continue
        acts = macros.chosen(macros.read(reply.acts), came.get("without")) if message.direction == Direction.OUT else []
        # Done already by the button beside them: nothing changes, and no second run is noted.
        run = _run(message, acts, by=message.author, now=now) if acts and not came.get("done") else None
        _created = Use.objects.get_or_create(
            reply=reply,
            message=message,
            defaults={
                "conversation": message.conversation,
                "agent": message.author,
                "at": now,
                "was_edited": share < 1,
                "run": run,
            },
        )
        recount(reply.pk)


@transaction.atomic
def forget_unsent(message: Message, *, now: datetime) -> None:
    """Take back what a message did that did not go: its count, and its acts where nobody changed the same since."""
    for use in Use.objects.filter(message=message).select_related("run__agent"):
        if use.run:
            conversations.undo_bulk(use.run, now=now)
        use.delete()
        recount(use.reply_id)


def recount(reply_id: int) -> None:
    """Bring the figures of a reply in line with what was sent of it."""
    sent = Use.objects.filter(reply=reply_id).exclude(message=None)
    counted = sent.aggregate(uses=Count("pk"), edited=Count("pk", filter=Q(was_edited=True)), last=Max("at"))
    SavedReply.objects.filter(pk=reply_id).update(
        use_count=counted["uses"], edited_count=counted["edited"], last_used_at=counted["last"]
    )


def register() -> None:
    """Let a run of acts be told and undone as others are. From the lists it does nothing: there it has no reply."""
    from django.utils.translation import gettext_lazy as _

    ACTS[RUN] = BulkAct(
        permission="conversations.status",
        done=_("%(count)s changed"),
        done_here=_("What comes with the saved reply is done."),
        do=lambda conversation, given, by, now: None,
    )


def _came_with(message: Message) -> list[tuple[SavedReply, Mapping[str, Any]]]:
    """Return the saved replies that the page says were inserted, as far as the writer could."""
    along = message.extras.get("along")
    said = along.get(ALONG) if isinstance(along, dict) else None
    came = {
        one["id"]: one
        for one in (said if isinstance(said, list) else [])[:MOST_AT_ONCE]
        if isinstance(one, dict) and type(one.get("id")) is int and abs(one["id"]) < 2**63
    }
    assert message.author is not None
    visible: SavedReplyQuerySet = SavedReply.objects.all()
    found = visible.visible_to(message.author).of_brand(message.conversation.brand_id).filter(pk__in=came)
    return [(reply, came[reply.pk]) for reply in found.prefetch_related("wordings").order_by("pk")]


def _run(message: Message, acts: Sequence[Act], *, by: Agent, now: datetime) -> BulkRun | None:
    conversation = message.conversation
    return conversations.do_undoably(
        conversation, act=RUN, do=lambda: _do_all(acts, conversation, by=by, now=now), by=by, now=now
    )


def _do_all(acts: Sequence[Act], conversation: Conversation, *, by: Agent, now: datetime) -> None:
    for one in acts:
        _do(one, conversation, by=by, now=now)


def _do(one: Act, conversation: Conversation, *, by: Agent, now: datetime) -> None:
    like = ACTS[_OF_CONVERSATIONS[one.act]]
    if not allowed(by, like.permission):
        return
    try:
        given = _given(one, conversation, by=by, now=now)
        # A closed one is reopened by none of them but the status.
        if one.act == "status" and given.status == "closed":
            like = ACTS["close"]
        with transaction.atomic():
            like.do(Conversation.objects.select_related("brand", "channel").get(pk=conversation.pk), given, by, now)
    except (CannotBeDone, conversations.NotUnderstood):
        # What was chosen for it is gone, or something is owed: the message goes all the same.
        return


def _given(one: Act, conversation: Conversation, *, by: Agent, now: datetime) -> Given:
    match one.act:
        case "label":
            return Given.read({"label": one.label})
        case "team":
            return Given.read({"team": one.team})
        case "assign_me":
            return Given(agent=by)
        case "snooze":
            return Given(until=macros.rest_until(one, now=now, hours=hours_of(conversation.brand)))
    return Given(status=one.status)
