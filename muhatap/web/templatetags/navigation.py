"""The navigation of the shell."""

from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from muhatap.team.models import Agent
from muhatap.web import pieces, slots
from muhatap.web.templatetags.web import agent_of

register = template.Library()

SECTION_TITLES = {
    "queues": gettext_lazy("Teams"),
    "views": gettext_lazy("Saved views"),
    "learned": gettext_lazy("What we learn"),
    "knowledge": gettext_lazy("Knowledge"),
    "settings": gettext_lazy("Settings"),
}

FOLDING = frozenset({"settings"})


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """Draw the navigation as it is for this person at this moment, with its counts and what stands still."""
    request, agent = context["request"], agent_of(context)
    here = context.get("nav_current") or request.path
    drawn: dict[str, object] = {"sections": [], "alarms": []}
    if agent:
        drawn = {
            "sections": [_section(name, entries, agent, here) for name, entries in slots.nav_for(agent)],
            "alarms": slots.alarms_for(agent),
        }
    return pieces.draw("web/nav_sections.html", request, drawn)


def _section(name: str, entries: Sequence[slots.NavEntry], agent: Agent, here: str) -> dict[str, object]:
    lines = [
        {
            "entry": entry,
            "url": (url := entry.url()),
            "count": entry.count(agent) if entry.count else "",
            "is_here": here in (entry.name, url),
        }
        for entry in entries
    ]
    is_here = any(line["is_here"] for line in lines) or (name == "settings" and here.startswith("/settings/"))
    # Where one is once a month does not stand beside where one is all day: it folds.
    title = SECTION_TITLES.get(name, "")
    return {"name": name, "title": title, "lines": lines, "folds": name in FOLDING, "is_here": is_here}
