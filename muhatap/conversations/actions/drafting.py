"""What is being written and not sent yet: kept while it is typed, dropped, shown to a colleague, given back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import linebreaks

from muhatap.conversations import events, recipients
from muhatap.conversations.actions.common import ring
from muhatap.conversations.models import Attachment, Channel, Conversation, Draft, DraftKind, Message
from muhatap.core.compiled import compiled
from muhatap.core.events import announce
from muhatap.realtime.actions import publish
from muhatap.team.models import Agent

# How long an emptied draft still knows its number: longer than any tab stays open unseen.
KEPT_OVER = timedelta(days=30)


class ChangedElsewhere(Exception):
    """Another tab or browser has saved, sent or dropped this draft since; `draft` is how it stands now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.pk)
        self.draft = draft


class AlreadyTaken(Exception):
    """The draft is no longer shared: its writer went on with it, or a colleague was quicker."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a composer holds; addresses as typed."""

    text: str = ""
    html: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    channel: Channel | None = None
    files: Sequence[Attachment] = field(default=())

    @property
    def is_blank(self) -> bool:
        return not (self.text.strip() or "<img" in self.html or self.files or self.subject.strip())


@transaction.atomic
def save_draft(
    conversation: Conversation | None,
    *,
    by: Agent,
    kind: str,
    words: Words,
    revision: int,
    key: str = "",
    seen_id: int = 0,
    now: datetime,
) -> Draft:
    """Keep what is being written. `revision` is the one its tab knows, 0 for none.

    Raises ChangedElsewhere when another tab has written meanwhile; the same words twice are no quarrel. What the form
    with this key has sent already is not kept again: the save was merely slower than the sending.
    """
    draft = _held(conversation, agent=by, kind=kind)
    if key and Message.objects.filter(idempotency_key=key).exists():
        return draft
    if draft.revision != revision and not _says(draft, words):
        raise ChangedElsewhere(draft)
    was_live = draft.is_live
    _write(draft, words, now=now)
    draft.key, draft.seen_id = key, seen_id
    draft.is_shared = draft.is_shared and draft.is_live
    draft.save()
    if draft.is_live != was_live:
        _tell(by)
    if draft.is_shared and conversation:
        ring(conversation)
    return draft


@transaction.atomic
def drop_draft(draft: Draft, *, by: Agent) -> Draft:
    """Put a draft away. Its words stay until something else is written there, for `restore_draft`."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk, agent=by)
    if draft.is_live:
        _end(draft)
    return draft


@transaction.atomic
def restore_draft(draft: Draft, *, by: Agent, now: datetime) -> Draft:
    """Bring back what was dropped, unless something new stands in its place."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk, agent=by)
    if not draft.is_live and (draft.text or draft.html):
        draft.is_live, draft.revision, draft.updated_at = True, draft.revision + 1, now
        draft.save()
        _tell(by)
    return draft


@transaction.atomic
def share_draft(draft: Draft, *, by: Agent, asking: Agent | None = None) -> Draft:
    """Let colleagues see a draft where they read the conversation, and perhaps ask one of them for a look."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk, agent=by)
    if not draft.is_live or draft.conversation is None:
        return draft
    draft.is_shared, draft.shared_with = True, asking
    draft.save(update_fields=["is_shared", "shared_with"])
    announce(
        events.DraftShared(
            conversation_id=draft.conversation.pk, draft_id=draft.pk, agent_id=asking.pk if asking else None
        ),
        by=by.pk,
    )
    ring(draft.conversation)
    return draft


@transaction.atomic
def keep_to_oneself(draft: Draft, *, by: Agent) -> Draft:
    """End the sharing; the words stay where they are."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk, agent=by)
    if draft.is_shared and draft.conversation:
        draft.is_shared, draft.shared_with = False, None
        draft.save(update_fields=["is_shared", "shared_with"])
        ring(draft.conversation)
    return draft


@transaction.atomic
def take_over_draft(draft: Draft, *, by: Agent, now: datetime) -> Draft:
    """Go on with a colleague's shared draft: it becomes one's own, above what one had there. Raises AlreadyTaken."""
    theirs = Draft.objects.select_for_update().filter(pk=draft.pk, is_shared=True, is_live=True).first()
    if theirs is None or theirs.conversation is None:
        raise AlreadyTaken
    conversation, files = theirs.conversation, list(theirs.files.all())
    _end(theirs)
    own = _held(conversation, agent=by, kind=theirs.kind)
    _put_above(own, theirs, files=files, now=now)
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(uploaded_by=by)
    announce(
        events.DraftTakenOver(conversation_id=conversation.pk, draft_id=theirs.pk, was_id=theirs.agent_id), by=by.pk
    )
    ring(conversation)
    return own


def give_back(message: Message, *, to: Agent, now: datetime) -> Draft:
    """Make a message that was not sent its writer's draft again, above what stands there. Inside a transaction."""
    # First the draft, then its files, as every save takes them.
    own = _held(message.conversation.survivor, agent=to, kind=DraftKind.REPLY)
    files = list(message.attachments.all())
    message.attachments.update(message=None, uploaded_by=to)
    taken = Draft(
        text=message.text,
        html=message.html,
        **{name: recipients.written(message.people.get(name) or []) for name in ("to", "cc", "bcc")},
    )
    _put_above(own, taken, files=files, now=now)
    return own


def end_draft(conversation: Conversation | None, *, by: Agent, kind: str, key: str, revision: int) -> None:
    """Clear the draft that was sent just now. What another tab has written since stays. Inside a transaction."""
    # Held even when there is none: the first save may be on its way, and would bring back what has been sent.
    draft = _held(conversation, agent=by, kind=kind)
    if draft.is_live and (draft.key == key or draft.revision <= revision):
        draft.text = draft.html = draft.to = draft.cc = draft.bcc = draft.subject = ""
        _end(draft)


def move_drafts(conversation: Conversation, *, into: Conversation) -> list[dict[str, Any]]:
    """Let drafts follow a conversation that was merged; what somebody had written there too stands below.

    Returns what `return_drafts` needs, as JSON keeps it: no words, for these stand in the drafts.
    """
    moved = []
    for draft in Draft.objects.select_for_update().filter(conversation=conversation, is_live=True).order_by("pk"):
        own = _held(into, agent=draft.agent, kind=draft.kind)
        below = {"is_plain": not own.html, "to": own.to, "cc": own.cc, "bcc": own.bcc} if own.is_live else None
        files = list(draft.files.all())
        _pass_on(draft, own, files=files)
        moved.append(
            {
                "from": draft.pk,
                "revision": draft.revision,
                "to": own.pk,
                "files": [file.pk for file in files],
                "below": below,
            }
        )
    return moved


def return_drafts(moved: Iterable[Mapping[str, Any]], *, to: Conversation) -> None:
    """Let drafts that followed a merge go back, with what was written on since. Those sent or dropped stay gone.

    Where somebody had words of their own in the survivor, these stay there. What can no longer be told apart stays,
    too: nothing is lost.
    """
    for one in moved:
        own = Draft.objects.select_for_update().filter(pk=one["to"], is_live=True).first()
        if own is None:
            continue
        former = _held(to, agent=own.agent, kind=own.kind)
        if former.is_live:
            continue
        if one["below"] is None:
            seen_id = former.seen_id
            _pass_on(own, former, files=list(own.files.all()))
            former.seen_id = seen_id or former.seen_id
            former.save(update_fields=["seen_id"])
        elif (former.pk, former.revision) == (one["from"], one["revision"]):
            _part(own, former, moved=one)


def forget_ended_drafts(*, now: datetime) -> int:
    """Remove the rows of drafts that were sent or dropped long ago; return how many."""
    count, _ = Draft.objects.filter(is_live=False, updated_at__lt=now - KEPT_OVER).delete()
    return count


def _pass_on(draft: Draft, own: Draft, *, files: Sequence[Attachment]) -> None:
    """End a draft and write its words above those of another of the same writer, shared as it was."""
    was_shared, shared_with = draft.is_shared, draft.shared_with
    _end(draft)
    _put_above(own, draft, files=files, now=draft.updated_at)
    if was_shared:
        own.is_shared, own.shared_with = True, shared_with
        own.save(update_fields=["is_shared", "shared_with"])


def _part(own: Draft, former: Draft, *, moved: Mapping[str, Any]) -> None:
    """Take the words that came with a merge off the top of a draft again, if they still stand there as they were."""
    text, html, head = _below(own.text, former.text), own.html, _html_of(former.text, former.html)
    if text is None or (html and not html.startswith(head)):
        return
    html = html.removeprefix(head)
    below, now = moved["below"], own.updated_at
    came = list(own.files.filter(pk__in=moved["files"]))
    kept = list(own.files.exclude(pk__in=moved["files"]))
    rest = Words(
        text=text,
        html="" if below["is_plain"] and html == _html_of(text, "") else html,
        **{name: below[name] if getattr(own, name) == getattr(former, name) else getattr(own, name) for name in _TO},
        files=kept,
    )
    _write(own, rest, now=now)
    own.key = ""
    own.save()
    words = Words(text=former.text, html=former.html, to=former.to, cc=former.cc, bcc=former.bcc, files=came)
    _write(former, words, now=now)
    former.key = ""
    former.save()
    _tell(own.agent)


def _below(text: str, head: str) -> str | None:
    """Return what stands below the words that were put above it; None when these are no longer there."""
    if not head or text == head:
        return text if not head else ""
    return text.removeprefix(f"{head}\n\n") if text.startswith(f"{head}\n\n") else None


_TO = ("to", "cc", "bcc")


def _held(conversation: Conversation | None, *, agent: Agent, kind: str) -> Draft:
    conversation_id = conversation.pk if conversation else None
    found = _held_rows(agent.pk, conversation_id, kind)
    if not found:
        # Two tabs that begin at once: one of them makes the row, both take turns at it.
        Draft.objects.bulk_create([Draft(agent=agent, conversation=conversation, kind=kind)], ignore_conflicts=True)
        found = _held_rows(agent.pk, conversation_id, kind)
    return found[0]


@compiled
def _held_rows(agent_id: int, conversation_id: int | None, kind: str) -> QuerySet[Draft]:
    held = Draft.objects.select_for_update().filter(agent=agent_id, conversation=conversation_id, kind=kind)
    return held.order_by("pk")


def _says(draft: Draft, words: Words) -> bool:
    return draft.is_live and (draft.text, draft.html) == (words.text, words.html)


def _write(draft: Draft, words: Words, *, now: datetime) -> None:
    draft.text, draft.html = words.text, words.html
    draft.to, draft.cc, draft.bcc = words.to, words.cc, words.bcc
    draft.subject, draft.channel = words.subject[:500], words.channel
    draft.is_live, draft.revision, draft.updated_at = not words.is_blank, draft.revision + 1, now
    kept = [file.pk for file in words.files]
    draft.files.exclude(pk__in=kept).update(draft=None)
    Attachment.objects.filter(pk__in=kept, message=None).update(draft=draft)


def _put_above(own: Draft, other: Draft, *, files: Sequence[Attachment], now: datetime) -> None:
    """Write another's words into a draft, above what stands in it: neither is lost."""
    mine = (own.text, own.html) if own.is_live else ("", "")
    words = Words(
        text="\n\n".join(part for part in (other.text, mine[0]) if part),
        html=_html_of(other.text, other.html) + _html_of(*mine) if other.html or mine[1] else "",
        to=other.to or own.to,
        cc=other.cc or own.cc,
        bcc=other.bcc or own.bcc,
        files=[*files, *(own.files.all() if own.is_live else ())],
    )
    _write(own, words, now=now)
    newest = own.conversation.messages.order_by("-pk").values_list("pk", flat=True).first() if own.conversation else 0
    own.key, own.seen_id = "", newest or 0
    own.save()
    _tell(own.agent)


def _html_of(text: str, html: str) -> str:
    return html or (linebreaks(text, autoescape=True) if text else "")


def _end(draft: Draft) -> None:
    was_shared = draft.is_shared
    draft.is_live, draft.is_shared, draft.shared_with = False, False, None
    draft.revision = draft.revision + 1
    draft.save()
    _tell(draft.agent)
    if was_shared and draft.conversation:
        ring(draft.conversation)


def _tell(agent: Agent) -> None:
    """Let the lists of this agent show the pencil, or take it away."""
    publish(f"agent:{agent.pk}", "drafts")
