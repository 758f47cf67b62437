"""What conversations put into the shell: their views in the navigation."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from muhatap.conversations import hotkeys, listing, queries
from muhatap.conversations.models import SavedView, SavedViewQuerySet
from muhatap.core.page_memory import once_a_page, while_unchanged
from muhatap.team.models import Agent
from muhatap.team.queries import teams_of
from muhatap.web.addresses import at
from muhatap.web.slots import Corner, NavEntry, Panel, register_corner, register_nav, register_nav_list, register_panel
from muhatap.web.templatetags.web import capped

# A count that calls for work; the others would only be large.
COUNTED = ("mine", "unassigned", "to_answer", "waiting", "on_hold", "snoozed")
MOST_SAVED = 40


def register() -> None:
    for order, view in enumerate(listing.VIEWS.values()):
        register_nav(
            NavEntry(
                name=f"inbox-{view.name}",
                label=view.title,
                url=at("conversations:inbox", view.name),
                permission="conversations.read",
                order=order * 10,
                count=_counter(view.name) if view.name in COUNTED else None,
                hotkey=hotkeys.OF_VIEWS.get(view.name, ""),
            )
        )
    register_nav(
        NavEntry(
            name=f"inbox-{listing.BIN.name}",
            label=listing.BIN.title,
            url=at("conversations:inbox", listing.BIN.name),
            permission="conversations.delete",
            order=len(listing.VIEWS) * 10,
        )
    )
    register_corner(Corner(name="start", place="dock", permission="conversations.reply", render=_start, order=40))
    register_panel(Panel(name="asked_twice", kind="composer", render=_asking_twice, order=15))
    register_nav_list("queues", _queues)
    register_nav_list("saved views", _saved)


def _start(request: HttpRequest) -> SafeString:
    return render_to_string("conversations/parts/dock.html", {}, request)


def _asking_twice(request: HttpRequest, thing: object) -> SafeString:
    return render_to_string("conversations/parts/asking_twice.html", {"conversation": thing}, request)


def _queues(agent: Agent) -> Iterator[NavEntry]:
    """The queue of each team of theirs."""
    for order, (pk, name) in enumerate(teams_of(agent.pk).items()):
        yield _entry(f"team-{pk}", name, section="queues", order=order)


def _saved(agent: Agent) -> Iterator[NavEntry]:
    for order, view in enumerate(_saved_views(agent)):
        yield _entry(view.name, str(view.title), section="views", order=order)


def _entry(view: str, label: str, *, section: str, order: int) -> NavEntry:
    return NavEntry(
        name=f"inbox-{view}",
        label=label,
        url=at("conversations:inbox", view),
        permission="conversations.read",
        section=section,
        order=order,
        count=_counter(view),
    )


def _counter(view: str) -> Callable[[Agent], str]:
    return lambda agent: capped(_counts(agent).get(view, 0))


@once_a_page
def _counts(agent: Agent) -> dict[str, int]:
    """Count once for all entries of a page."""
    now = timezone.now()
    lists = {}
    for view in _saved_views(agent):
        try:
            lists[view.name] = listing.asked(agent, view).conversations(agent, now=now)
        except listing.BadFilter:
            continue
    return queries.view_counts(agent) | (queries.counts_of_saved(lists) if lists else {})


def _saved_views(agent: Agent) -> list[listing.View]:
    return _saved_views_of(agent.pk)


@while_unchanged("conversations_savedview", "team_team", "team_team_agents")
def _saved_views_of(agent_id: int) -> list[listing.View]:
    visible: SavedViewQuerySet = SavedView.objects.visible_to(Agent(pk=agent_id))
    return [listing.of_saved(saved) for saved in visible[:MOST_SAVED]]
