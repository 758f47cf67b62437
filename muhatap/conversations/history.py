"""All conversations of a customer, on the customer's page, and between them what apps above know of the same time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from muhatap.conversations.models import Conversation, ConversationQuerySet
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from muhatap.web.slots import Panel, register_panel

SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """Something that stands in a customer's history beside the conversations, at its moment."""

    at: datetime
    url: str
    icon: str
    label: str
    detail: str
    tag: str = ""


# Given a customer, who looks, and two moments (None: no end on that side), return what lies between them.
Source = Callable[[Customer, Agent, datetime | None, datetime | None], Iterable[Entry]]
_sources: list[Source] = []


def add(source: Source) -> None:
    _sources.append(source)


def register() -> None:
    register_panel(Panel(name="history", kind="customer", render=_draw, order=10))


def _draw(request: HttpRequest, thing: object) -> SafeString | None:
    """Draw a page of them, the newest first; `?history=` is the number to go on below."""
    assert isinstance(thing, Customer)
    assert isinstance(request.user, Agent)
    visible: ConversationQuerySet = Conversation.objects.visible_to(request.user)
    theirs = visible.filter(customer=thing, merged_into=None, deleted_at=None)
    before = request.GET.get("history", "")
    page = theirs.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else theirs
    rows = list(page.order_by("-pk")[: SHOWN + 1])
    is_more = len(rows) > SHOWN
    newest = theirs.filter(pk=int(before)).values_list("opened_at", flat=True).first() if page is not theirs else None
    oldest = rows[SHOWN - 1].opened_at if is_more else None
    entries = [entry for source in _sources for entry in source(thing, request.user, oldest, newest)]
    context = {
        "customer": thing,
        "rows": _in_turn(rows[:SHOWN], entries),
        "has_entries": bool(entries),
        "next": rows[SHOWN - 1].pk if is_more else None,
        "total": theirs.count(),
        "messages_total": theirs.aggregate(total=Sum("message_count"))["total"] or 0,
    }
    return render_to_string("conversations/parts/history.html", context, request=request)


def _in_turn(rows: Iterable[Conversation], entries: Iterable[Entry]) -> list[tuple[Conversation | None, Entry | None]]:
    """Return conversations and what else there was, the newest first."""
    mixed: list[tuple[datetime, Conversation | None, Entry | None]] = [(row.opened_at, row, None) for row in rows]
    mixed += [(entry.at, None, entry) for entry in entries]
    return [(row, entry) for _, row, entry in sorted(mixed, key=lambda each: each[0], reverse=True)]
