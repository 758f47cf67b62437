"""What the place where one writes shows: the drafts that stand in it, what came meanwhile, colleagues' open drafts."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from muhatap.conversations import leaving, queries, recipients, thread, writing
from muhatap.conversations.models import Attachment, Conversation, Draft, DraftKind, Message
from muhatap.conversations.views import common
from muhatap.core.compiled import compiled
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest
from muhatap.web.templatetags.web import clock, short_day

LONGEST_PASTE = 200_000


def context(
    agent: Agent,
    conversation: Conversation,
    shown: thread.Thread,
    *,
    typed: Mapping[str, Any] | None = None,
    agents: Iterable[Agent] = (),
    kind: str = "",
    **more: Any,
) -> dict[str, Any]:
    """Return what a composer shows: the agent's drafts, or what they typed and could not send yet.

    It opens on what was written last, or on the `kind` that is named.
    """
    found = _drafts(conversation, agent)
    own = {draft.kind: draft for draft in found if draft.agent_id == agent.pk}
    colleagues = [each for each in agents if each.pk != agent.pk and each.is_active]
    empty = _to_whom(conversation, shown) | {"bcc": ""}
    drafts = {kind: words_of(own.get(kind), empty=empty) for kind in DraftKind.values}
    kind = kind or _kind_at_first(own.values())
    unseen: list[Message] = []
    newest = newest_of(shown)
    if typed is not None:
        kind = typed["kind"] if typed["kind"] in drafts else kind
        drafts[kind] = {**drafts[kind], **typed}
    elif (reply := own.get(DraftKind.REPLY)) and reply.is_live:
        unseen = queries.unseen_by(agent, conversation, seen_id=reply.seen_id)
    # Whom a reply goes to is chosen under either tab.
    words = drafts[kind] | {name: drafts[DraftKind.REPLY][name] for name in ("to", "cc", "bcc")}
    return {
        "conversation": conversation,
        "compose": {
            **words,
            "kind": kind,
            # Typed just now and not sent: it stands above what is saved.
            "is_again": typed is not None,
            "drafts": json.dumps(drafts),
            "key": (typed or {}).get("key") or uuid4().hex,
            "seen": newest,
            "unseen": [thread.Shown.alone(message) for message in unseen],
            "limit": settings.UPLOAD_LIMIT_BYTES,
            "longest_paste": LONGEST_PASTE,
            "participants": " ".join(sorted({recipients.plain(address) for address in shown.participants})),
            "colleagues": colleagues,
            "names": json.dumps([{"name": each.name, "title": each.title} for each in colleagues]),
            "leavings": leaving.offered(timezone.now()),
            "own_draft": own.get(DraftKind.REPLY),
            "shared": [_laid_open(draft) for draft in found if draft.agent_id != agent.pk],
            **more,
        },
    }


def of_first_mail(agent: Agent, typed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what the composer of a first mail shows, and its draft as `draft` when there is one."""
    draft = Draft.objects.filter(agent=agent, conversation=None, kind=DraftKind.REPLY).prefetch_related("files").first()
    words = words_of(draft) | dict(typed or {})
    return {
        **words,
        "key": (typed or {}).get("key") or uuid4().hex,
        "drafts": json.dumps({DraftKind.REPLY: words}),
        "is_again": typed is not None,
        "limit": settings.UPLOAD_LIMIT_BYTES,
        "longest_paste": LONGEST_PASTE,
        "draft": draft if draft and draft.is_live else None,
    }


def draw(request: AgentRequest, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the composer alone where htmx asks for it, else with the page around it."""
    if common.target_of(request):
        return common.draw(request, "conversations/parts/composer_again.html", context, status=status)
    around = common.list_context(request.agent, str(context["view"]))
    return common.draw(request, "conversations/inbox.html", {**context, **around}, status=status)


def words_of(draft: Draft | None, *, empty: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a draft as the composer's script reads it; one that was sent or dropped has no words but a revision."""
    whom = dict(empty or {"to": "", "cc": "", "bcc": ""})
    if draft is None or not draft.is_live:
        revision = draft.revision if draft else 0
        return {"revision": revision, "text": "", "html": "", "files": [], "at": "", "isLive": False, **whom}
    files = list(draft.files.all())
    typed = {"to": draft.to, "cc": draft.cc, "bcc": draft.bcc}
    return {
        "revision": draft.revision,
        "text": draft.text,
        "html": shown_html(draft.html, files),
        "files": [file_of(file) for file in files],
        "at": _when(draft.updated_at),
        "isLive": True,
        **(typed if any(typed.values()) else whom),
    }


def file_of(file: Attachment) -> dict[str, Any]:
    return {
        "uid": str(file.uid),
        "name": file.filename,
        "size": file.size,
        # What the text calls a picture that stands in it; other files have none.
        "cid": file.content_id if file.is_inline else "",
    }


def shown_html(html: str, files: Iterable[Attachment]) -> str:
    """Return written HTML for the editor, with its pictures at the addresses of their files."""
    places = {file.content_id: reverse("conversations:attachment", args=[file.uid]) for file in files if file.is_inline}
    return writing.shown(html, places)


def newest_of(shown: thread.Thread) -> int:
    """Return the number of the newest message that a thread shows."""
    return max(
        (item.message.pk for day in shown.days for item in day.items if isinstance(item, thread.Shown)), default=0
    )


def _drafts(conversation: Conversation, agent: Agent) -> list[Draft]:
    return _drafts_seen(agent.pk, conversation.pk)


@compiled
def _drafts_seen(agent_id: int, conversation_id: int) -> QuerySet[Draft]:
    own, shared = Q(agent=agent_id), Q(is_shared=True, is_live=True)
    found = Draft.objects.filter(own | shared, conversation=conversation_id)
    return found.prefetch_related("agent", "shared_with", "files")


def _laid_open(draft: Draft) -> Draft:
    """Return a colleague's draft with its words as they are shown."""
    html = shown_html(draft.html, draft.files.all())
    draft.shown = mark_safe(html) if html else thread.as_html(draft.text)  # type: ignore[attr-defined]  # noqa: S308 - cleaned just now
    return draft


def _kind_at_first(own: Iterable[Draft]) -> str:
    """Open on what was written last."""
    live = sorted((draft for draft in own if draft.is_live), key=lambda draft: draft.updated_at)
    return live[-1].kind if live else DraftKind.REPLY


def _to_whom(conversation: Conversation, shown: thread.Thread) -> dict[str, str]:
    answered = shown.answered
    whom = recipients.of_answer(answered.people if answered else {}, own=queries.own_addresses(conversation.brand_id))
    return {"to": recipients.written(whom.to or _of_customer(conversation)), "cc": recipients.written(whom.cc)}


def _of_customer(conversation: Conversation) -> list[dict[str, str]]:
    address = conversation.customer.address
    return [{"name": conversation.customer.name, "address": address}] if address else []


def _when(moment: datetime) -> str:
    return f"{short_day(moment)} {clock(moment)}"
