"""What conversations put into the shell: their views in the navigation."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.conversations import hotkeys, queries
from muhatap.team.models import Agent
from muhatap.web.slots import NavEntry, register_nav
from muhatap.web.templatetags.web import capped


def _counts(agent: Agent) -> queries.ViewCounts:
    """Count once for both entries of a page."""
    counts: queries.ViewCounts | None = getattr(agent, "_view_counts", None)
    if counts is None:
        counts = queries.view_counts(agent)
        agent._view_counts = counts  # type: ignore[attr-defined]
    return counts


def register() -> None:
    views: list[tuple[str, str | Promise, Callable[[Agent], str] | None]] = [
        ("mine", _("My work"), lambda agent: capped(_counts(agent).mine)),
        ("unassigned", _("Unassigned"), lambda agent: capped(_counts(agent).unassigned)),
        ("all", pgettext_lazy("view", "All"), None),
        ("closed", pgettext_lazy("view", "Closed"), None),
        ("spam", _("Spam"), None),
    ]
    for order, (view, label, count) in enumerate(views):
        register_nav(
            NavEntry(
                name=f"inbox-{view}",
                label=label,
                url=partial(reverse, "conversations:inbox", args=[view]),
                permission="conversations.read",
                order=order * 10,
                count=count,
                hotkey=hotkeys.OF_VIEWS.get(view, ""),
            )
        )
