"""What people do about who works when: say whether they are here, set shifts and absences, make teams.

Beside `actions`, which is about seats, roles and brands.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from muhatap.core.events import announce
from muhatap.core.turkish import sort_key
from muhatap.realtime.actions import publish
from muhatap.team import audit, events
from muhatap.team.models import Absence, Agent, Team
from muhatap.team.shifts import Week


class DaysTurnedRound(Exception):
    """The last day of an absence lies before its first."""


@transaction.atomic
def choose_presence(agent: Agent, *, presence: str, now: datetime) -> Agent:
    """Let an agent say that they are here, away or off. How long it holds is told in presence.py."""
    agent.presence, agent.presence_at = presence, now
    agent.save(update_fields=["presence", "presence_at"])
    announce(events.PresenceChosen(agent_id=agent.pk, presence=presence), by=agent.pk)
    publish("team", "presence")
    return agent


@transaction.atomic
def set_shifts(agent: Agent, *, days: Mapping[str, Sequence[str]], time_zone: str, by: Agent) -> Agent:
    """Set the week that an agent works. Raises shifts.NotAShift and zoneinfo.ZoneInfoNotFoundError."""
    kept = Week.read(days, ZoneInfo(time_zone or settings.TIME_ZONE)).kept()
    if (kept, time_zone) != (agent.shifts, agent.time_zone):
        agent.shifts, agent.time_zone = kept, time_zone
        agent.save(update_fields=["shifts", "time_zone"])
        audit.record("team.shifts_changed", by=by, subject=_subject(agent))
        publish("team", "presence")
    return agent


@transaction.atomic
def set_load(
    agent: Agent, *, capacity: int | None, languages: Iterable[str], skills: Iterable[str], by: Agent
) -> Agent:
    """Set what automatic assignment goes by: the cap, the languages, and what the agent knows."""
    wanted = {
        "capacity": capacity,
        "languages": sorted(set(languages)),
        "skills": sorted({skill.strip() for skill in skills if skill.strip()}, key=sort_key),
    }
    changed = [name for name, value in wanted.items() if getattr(agent, name) != value]
    for name in changed:
        setattr(agent, name, wanted[name])
    if changed:
        agent.save(update_fields=changed)
        audit.record("team.load_changed", by=by, subject=_subject(agent), fields=changed)
    return agent


@transaction.atomic
def note_absence(agent: Agent, *, kind: str, starts_on: date, ends_on: date, by: Agent) -> Absence:
    """Note that an agent is not there on some days, both ends included. Raises DaysTurnedRound."""
    if ends_on < starts_on:
        raise DaysTurnedRound
    absence = Absence.objects.create(agent=agent, kind=kind, starts_on=starts_on, ends_on=ends_on)
    # Why somebody is absent is theirs; the log says when.
    audit.record("team.absence_noted", by=by, subject=_subject(agent), days=f"{starts_on} – {ends_on}")
    publish("team", "presence")
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Agent) -> None:
    """Take an absence off the calendar, begun or not: the agent is expected again."""
    days = f"{absence.starts_on} – {absence.ends_on}"
    absence.delete()
    audit.record("team.absence_ended", by=by, subject=_subject(absence.agent), days=days)
    publish("team", "presence")


@transaction.atomic
def create_team(*, name: str, agents: Iterable[Agent], assignment: str, by: Agent) -> Team:
    team = Team.objects.create(name=name, assignment=assignment)
    team.agents.set(agents)
    audit.record("team.team_created", by=by, subject=f"team:{team.pk}", name=name)
    publish("inbox", "changed")
    return team


@transaction.atomic
def change_team(team: Team, *, name: str, agents: Iterable[Agent], assignment: str, by: Agent) -> Team:
    """Rename a team, change who is in it or how its work is given out."""
    members = sorted(agent.pk for agent in agents)
    changed = [field for field, value in (("name", name), ("assignment", assignment)) if getattr(team, field) != value]
    team.name, team.assignment = name, assignment
    team.save(update_fields=["name", "assignment"])
    if members != sorted(team.agents.values_list("pk", flat=True)):
        team.agents.set(members)
        changed.append("agents")
    if changed:
        audit.record("team.team_changed", by=by, subject=f"team:{team.pk}", fields=changed)
        publish("inbox", "changed")
    return team


@transaction.atomic
def remove_team(team: Team, *, by: Agent) -> None:
    """Dissolve a team. Its people stay; what stands in its queue stands in everyone's from now on."""
    announce(events.TeamRemoved(team_id=team.pk, name=team.name), by=by.pk)
    audit.record("team.team_removed", by=by, subject=f"team:{team.pk}", name=team.name)
    team.delete()
    publish("inbox", "changed")


def _subject(agent: Agent) -> str:
    return f"agent:{agent.pk}"
