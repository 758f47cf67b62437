"""What people ask of the team."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from muhatap.core.compiled import compiled
from muhatap.core.page_memory import while_unchanged
from muhatap.realtime.models import Listener
from muhatap.team.models import Absence, Agent, Brand, Invitation, Team
from muhatap.team.presence import Known, Leave, Standing, standing
from muhatap.team.shifts import Week

DAY = timedelta(days=1)
# How far ahead an absence is looked for that follows on another without a day between.
_AHEAD = timedelta(days=60)


def brands_of(agent: Agent) -> QuerySet[Brand]:
    """Return the brands that the agent sees: those named, or all."""
    named = agent.brands.all()
    return named if named.exists() else Brand.objects.all()


def open_invitations() -> QuerySet[Invitation]:
    """Return offers neither taken nor taken back, also those too old by now, newest first."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None).select_related("invited_by")


@while_unchanged("team_agent", "team_agent_brands")
def everyone() -> list[Agent]:
    """Return everyone who ever had a seat, each knowing their brands already."""
    return Agent.objects.with_brands()


@while_unchanged("team_team")
def teams() -> list[Team]:
    return list(Team.objects.all())


@while_unchanged("team_team", "team_team_agents")
def teams_of(agent_id: int) -> dict[int, str]:
    """Return the names of an agent's teams by number."""
    return dict(Team.objects.filter(agents=agent_id).order_by("name").values_list("pk", "name"))


def has_agents() -> bool:
    return Agent.objects.exists()


def week_of(agent: Agent) -> Week:
    """Return the shifts of an agent, by their own clock or the desk's."""
    return Week.read(agent.shifts, ZoneInfo(agent.time_zone or settings.TIME_ZONE))


def standings(agents: Iterable[Agent], *, now: datetime) -> dict[int, Standing]:
    """Say of each agent whether they are here, in two questions for all of them."""
    everyone = list(agents)
    ids = [agent.pk for agent in everyone]
    seen = dict(_seen(ids)) if ids else {}
    leaves = _leaves(ids, now)
    return {agent.pk: _standing(agent, leaves[agent.pk], seen.get(agent.pk), now) for agent in everyone}


def own_standing(agent: Agent, *, now: datetime) -> Standing:
    """The same of somebody who has a page open this moment."""
    return _standing(agent, _leaves([agent.pk], now)[agent.pk], now, now)


def absences_ahead(agent: Agent, *, now: datetime) -> QuerySet[Absence]:
    """Return the absences of an agent that are not over, the next one first."""
    return agent.absences.filter(ends_on__gte=now.astimezone(week_of(agent).zone).date())


def _standing(agent: Agent, leaves: list[Leave], seen_at: datetime | None, now: datetime) -> Standing:
    known = Known(agent.presence, agent.presence_at, week_of(agent), tuple(leaves), seen_at)
    return standing(known, now=now)


def _leaves(ids: list[int], now: datetime) -> defaultdict[int, list[Leave]]:
    """Return the absences of now and the near future. A day of room on each side: it is tomorrow somewhere already."""
    found: defaultdict[int, list[Leave]] = defaultdict(list)
    near = _absences_of(tuple(ids), (now - DAY).date(), (now + _AHEAD).date()) if ids else []
    for agent_id, kind, starts_on, ends_on in near:
        found[agent_id].append(Leave(kind, starts_on, ends_on))
    return found


@compiled
def _seen(ids: list[int]) -> QuerySet[Listener, tuple[int, datetime]]:
    return Listener.objects.filter(agent_id__in=ids).values_list("agent_id", "seen_at")


@while_unchanged("team_absence")
def _absences_of(ids: tuple[int, ...], since: date, until: date) -> list[tuple[int, str, date, date]]:
    return _absences(list(ids), since, until)


@compiled
def _absences(ids: list[int], since: date, until: date) -> QuerySet[Absence, tuple[int, str, date, date]]:
    near = Absence.objects.filter(agent__in=ids, ends_on__gte=since, starts_on__lte=until)
    return near.values_list("agent_id", "kind", "starts_on", "ends_on")
