"""What pages and acts ask about notices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q, QuerySet

from muhatap.conversations.models import Conversation
from muhatap.core.compiled import compiled
from muhatap.notices.choosing import DEFAULTS, WAYS, Ways, reaching
from muhatap.notices.models import Choice, Kind, Manners, Notice, NoticeQuerySet
from muhatap.team import queries as team
from muhatap.team.models import Agent
from muhatap.team.permissions import LEADS, PERMISSIONS

COUNTED = 100


@dataclass(frozen=True)
class Bell:
    """How many are unread (counted to 100), in which conversations, and when the last came that is heard (Unix ms)."""

    count: int
    heard_at: int
    conversation_ids: list[int]


def visible(agent: Agent) -> NoticeQuerySet:
    """Return the notices that the agent's bell shows."""
    return _own(agent).filter(is_shown=True)


def bell_of(agent: Agent) -> Bell:
    told = _told(agent.pk, agent.brand_ids)
    heard_at = next((int(at.timestamp() * 1000) for at, is_heard, *_ in told if is_heard), 0)
    # Those that only a push tells of are counted by nothing, but read like the others.
    count, ids = sum(is_shown for _, _, is_shown, _ in told), {pk for *_, pk in told}
    return Bell(count=count, heard_at=heard_at, conversation_ids=sorted(ids))


@compiled
def _told(agent_id: int, brand_ids: list[int]) -> QuerySet[Notice, tuple[datetime, bool, bool, int]]:
    unread = _own(Agent.seeing_only(agent_id, brand_ids)).unread().order_by("-at", "-id")
    return unread.values_list("at", "is_heard", "is_shown", "conversation")[:COUNTED]


def has_unread(agent: Agent, conversation_id: int) -> bool:
    """Whether anything unread tells an agent of a conversation."""
    return bool(_unread_of(agent.pk, conversation_id))


@compiled
def _unread_of(agent_id: int, conversation_id: int) -> QuerySet[Notice, tuple[int]]:
    return Notice.objects.filter(agent=agent_id, read_at=None, conversation=conversation_id).values_list("pk")[:1]


def unread_count(agent: Agent) -> int:
    return visible(agent).unread()[:COUNTED].count()


def newest(agent: Agent, *, limit: int) -> list[Notice]:
    """Return the newest notices with all that a line shows; the unread ones are not apart, so that none jumps."""
    found = visible(agent).select_related("conversation", "by").order_by("-at", "-id")
    return list(found[:limit])


def plans(agent_ids: Collection[int], kind: str, *, now: datetime) -> dict[int, Ways]:
    """Return how this kind reaches each of these agents at this moment, without those it does not reach. One query."""
    asked = (
        Agent.objects.active()
        .filter(pk__in=agent_ids)
        .annotate(choice=FilteredRelation("notice_choices", condition=Q(notice_choices__kind=kind)))
        .values_list("pk", *(f"choice__{way}" for way in WAYS), "notice_manners__is_quiet_off_shift")
    )
    found: dict[int, Ways] = {}
    for pk, *chosen, is_quiet_off_shift in asked:
        ways = DEFAULTS[kind] if chosen[0] is None else Ways(*chosen)
        if ways.is_any:
            found[pk] = reaching(ways, is_quiet=bool(is_quiet_off_shift) and _is_off(pk, now=now))
    return found


@compiled
def wanting_new_ones(brand_id: int) -> QuerySet[Agent, tuple[int]]:
    """Return the agents who asked to hear of new conversations that nobody has, each number in a row of its own."""
    asked = Choice.objects.filter(Q(bell=True) | Q(push=True) | Q(mail=True), kind=Kind.NEW_UNASSIGNED)
    return Agent.objects.seeing(brand_id).filter(notice_choices__in=asked).order_by().values_list("pk").distinct()


def seconding(brand_id: int) -> list[int]:
    """Return the agents who may say yes to what somebody else asked for."""
    roles = PERMISSIONS["orders.second"]
    return list(Agent.objects.seeing(brand_id).filter(role__in=roles).values_list("pk", flat=True))


def is_nearly_up(conversation_id: int) -> bool:
    """Whether somebody was told that the time of a conversation is nearly up. Asked for every reply."""
    return bool(_nearly_up(conversation_id))


@compiled
def _nearly_up(conversation_id: int) -> QuerySet[Notice, tuple[int]]:
    told = Notice.objects.filter(conversation=conversation_id, kind=Kind.TIME_NEARLY_UP, read_at=None)
    return told.values_list("pk")[:1]


def leading(brand_id: int) -> list[int]:
    """Return the leads of a brand."""
    return list(Agent.objects.seeing(brand_id).filter(role__in=LEADS).values_list("pk", flat=True))


def choices_of(agent: Agent) -> dict[str, Ways]:
    """Return what holds for each kind, in the order of the page."""
    rows = agent.notice_choices.all()
    chosen = {row.kind: Ways(bell=row.bell, sound=row.sound, push=row.push, mail=row.mail) for row in rows}
    return {kind: chosen.get(kind, DEFAULTS[kind]) for kind in Kind.values}


def manners_of(agent: Agent) -> Manners:
    return Manners.objects.filter(agent=agent).first() or Manners(agent=agent)


def _own(agent: Agent) -> NoticeQuerySet:
    """Return the agent's notices, but for those of brands they no longer see."""
    found: NoticeQuerySet = Notice.objects.filter(agent=agent)
    return found.filter(conversation__in=Conversation.objects.visible_to(agent)) if agent.brand_ids else found


def _is_off(agent_id: int, *, now: datetime) -> bool:
    agent = Agent.objects.get(pk=agent_id)
    return team.standings([agent], now=now)[agent_id].is_off
