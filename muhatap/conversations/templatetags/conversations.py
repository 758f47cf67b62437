"""What only the templates of conversations use."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from muhatap.conversations import bulk_words, leaving, moments, queries, standing, thread, wording
from muhatap.conversations.models import BulkRun, Channel, Message
from muhatap.team import queries as team_queries
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.web import pieces
from muhatap.web.templatetags.web import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def rows(context: Context) -> SafeString:
    """Draw the rows of the page of a list: what `common.list_context` returns."""
    request, page, now = context["request"], context["page"], context["now"]
    promised, labels = queries.promised_minutes(), queries.labels_on(page.rows)
    return pieces.draw(
        "conversations/rows.html",
        request,
        {
            **{name: context[name] for name in ("page", "view", "query", "line")},
            "drafted": queries.drafted_by(request.user, [row.pk for row in page.rows]),
            "standing": lambda row: standing.of(row, now=now, promised=promised),
            "labels_of": lambda row: [labels[pk] for pk in row.label_ids if pk in labels],
        },
    )


@register.simple_tag(takes_context=True)
def day_items(context: Context, day: thread.Day) -> SafeString:
    """Draw the messages and lines of a day, in order."""
    request = context["request"]
    conversation = context["conversation"]
    return pieces.draw(
        "conversations/day.html",
        request,
        {
            "day": day,
            "me": request.user.pk,
            "here": conversation.pk,
            "extras": lambda message: _extras(message),
            "named": _named,
            "told": wording.told,
            "leavings": lambda: leaving.offered(timezone.now()),
        },
    )


@register.simple_tag(takes_context=True)
def bulk_runs(context: Context) -> list[tuple[BulkRun, bulk_words.Told]]:
    """Return the agent's runs over many conversations that still tell of themselves, each with its words."""
    return [(run, bulk_words.told(run)) for run in queries.bulk_runs_of(context["request"].user)]


@register.simple_tag(takes_context=True)
def bulk_bar(context: Context) -> SafeString:
    """Draw what can be done to chosen rows, with the page; a list that asks again keeps the one it has."""
    request = context["request"]
    if request.headers.get("HX-Target") == "list":
        return SafeString()
    me: Agent = request.user
    return pieces.draw(
        "conversations/bulk_bar.html",
        request,
        {
            "me": me,
            "view": context["view"],
            "line": context.get("line", ""),
            "colleagues": [agent for agent in team_queries.everyone() if agent.is_active and agent.pk != me.pk],
            "teams": team_queries.teams(),
            "labels": [label for label in queries.labels() if not label.is_archived],
            "moments": moments.to_rest_until(timezone.now()),
            "may_delete": allowed(me, "conversations.delete"),
        },
    )


@register.simple_tag
def has_channels() -> bool:
    return Channel.objects.exists()


@register.simple_tag
def during(start: str, end: str | None = "") -> str:
    """Say when an invitation is, from its ISO 8601 moments: the day once, the hours where given."""
    first, last = _read_moment(start), _read_moment(end or "")
    if first is None:
        return start
    if last is None or last == first:
        return _say_moment(first)
    if isinstance(first, datetime) and isinstance(last, datetime) and first.date() == last.date():
        return f"{_say_moment(first)}–{clock(last)}"
    return f"{_say_moment(first)} – {_say_moment(last)}"


def _named(persons: Iterable[Mapping[str, str]]) -> str:
    """Name people for reading: the name where there is one, else the address."""
    return ", ".join(person.get("name") or person.get("address", "") for person in persons)


def _extras(message: Message) -> SafeString:
    """Draw what few messages carry beside their text."""
    events = message.extras.get("calendar") or []
    return format_html_join("", "{}", [(_calendar(event),) for event in events])


def _calendar(event: Mapping[str, str]) -> SafeString:
    return render_to_string("conversations/parts/calendar.html", {"event": event})


def _read_moment(written: str) -> date | datetime | None:
    try:
        if len(written) <= len("2026-11-24"):
            return date.fromisoformat(written)
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    # Without a zone it is meant as written, wherever one is.
    return timezone.localtime(at) if at.tzinfo else timezone.make_aware(at)


def _say_moment(at: date | datetime) -> str:
    day = formats.date_format(at, _("l, j F Y"))
    return f"{day}, {clock(at)}" if isinstance(at, datetime) else day
