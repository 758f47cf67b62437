"""What is done with notices: tell somebody, read, choose."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from muhatap.core.jobs import defer
from muhatap.notices import queries
from muhatap.notices.choosing import DEFAULTS, Ways
from muhatap.notices.models import Choice, Kind, Manners, Notice, PushSubscription
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent

PUSH = "muhatap.notices.jobs.push"
# Whoever has the page open reads it there first, and the phone in the pocket stays still.
PUSHED_AFTER = timedelta(seconds=4)
KEPT_FOR = timedelta(days=90)

# One statement for all who are told. While a notice is unread, the same again makes it newer and counts on.
_TELL = """
INSERT INTO notices_notice
    (agent_id, kind, conversation_id, message_id, by_id, at, count, is_shown, is_heard, is_for_mail)
SELECT told.agent_id, %s, %s, %s, %s, %s, 1, told.is_shown, told.is_heard, told.is_for_mail
FROM unnest(%s::bigint[], %s::boolean[], %s::boolean[], %s::boolean[])
    AS told (agent_id, is_shown, is_heard, is_for_mail)
ON CONFLICT (agent_id, conversation_id, kind) WHERE read_at IS NULL DO UPDATE SET
    message_id = excluded.message_id, by_id = excluded.by_id, at = excluded.at, count = notices_notice.count + 1,
    is_shown = excluded.is_shown, is_heard = excluded.is_heard, is_for_mail = excluded.is_for_mail, mailed_at = NULL
RETURNING id, agent_id
"""


@transaction.atomic
def tell(
    agent_ids: Collection[int],
    *,
    kind: Kind,
    conversation_id: int,
    message_id: int | None = None,
    by_id: int | None,
    at: datetime,
) -> None:
    """Tell agents that something happened, each in the ways they chose; nobody of what they did themselves."""
    plans = queries.plans([pk for pk in agent_ids if pk != by_id], kind, now=at)
    if not plans:
        return
    told = list(plans.items())
    shown, heard, mailed = ([getattr(ways, way) for _, ways in told] for way in ("bell", "sound", "mail"))
    with connection.cursor() as cursor:
        ids = [pk for pk, _ in told]
        cursor.execute(_TELL, [kind, conversation_id, message_id, by_id, at, ids, shown, heard, mailed])
        notices = {agent_id: notice_id for notice_id, agent_id in cursor.fetchall()}
    _ring([pk for pk, ways in told if ways.bell])
    _plan_pushes({notices[pk]: pk for pk, ways in told if ways.push}, at=at)


@transaction.atomic
def read(agent: Agent, *, conversation_id: int | None = None, now: datetime) -> int:
    """Call an agent's notices read: those of one conversation, or all. Return how many were not."""
    unread = Notice.objects.filter(agent=agent, read_at=None)
    if conversation_id is not None:
        unread = unread.filter(conversation=conversation_id)
    count = unread.update(read_at=now)
    if count:
        _ring([agent.pk])
    return count


@transaction.atomic
def settle(conversation_id: int, *, kinds: Collection[Kind], agent_id: int | None = None, now: datetime) -> None:
    """Call notices read whose matter is over: one's own, or everybody's."""
    moot = Notice.objects.filter(conversation=conversation_id, kind__in=kinds, read_at=None)
    if agent_id is not None:
        moot = moot.filter(agent=agent_id)
    agent_ids = list(moot.values_list("agent", flat=True))
    if agent_ids:
        moot.update(read_at=now)
        _ring(sorted(set(agent_ids)))


@transaction.atomic
def follow(conversation_id: int, *, into_id: int, now: datetime) -> None:
    """Bring notices along to the conversation that theirs was merged into."""
    unread = Notice.objects.filter(conversation=conversation_id, read_at=None)
    for notice in unread.order_by("pk"):
        is_known = Notice.objects.filter(conversation=into_id, agent=notice.agent_id, kind=notice.kind, read_at=None)
        if is_known.exists():
            Notice.objects.filter(pk=notice.pk).update(read_at=now)
    moved = list(unread.values_list("agent", flat=True))
    Notice.objects.filter(conversation=conversation_id).update(conversation=into_id)
    _ring(sorted(set(moved)))


@transaction.atomic
def choose(agent: Agent, *, ways: Mapping[str, Ways], digest: str, is_quiet_off_shift: bool, is_naming: bool) -> None:
    """Write down how an agent wants to be told from now on."""
    for kind in Kind.values:
        chosen = ways.get(kind, DEFAULTS[kind])
        Choice.objects.update_or_create(
            agent=agent,
            kind=kind,
            defaults={"bell": chosen.bell, "sound": chosen.sound, "push": chosen.push, "mail": chosen.mail},
        )
    Manners.objects.update_or_create(
        agent=agent,
        defaults={"digest": digest, "is_quiet_off_shift": is_quiet_off_shift, "is_naming": is_naming},
    )


def forget(*, now: datetime) -> int:
    """Delete what is older than ninety days, read or not; return how many."""
    deleted, _ = Notice.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted


def _ring(agent_ids: Collection[int]) -> None:
    if agent_ids:
        publish_all([f"agent:{pk}" for pk in agent_ids], "notice")


def _plan_pushes(notices: Mapping[int, int], *, at: datetime) -> None:
    """Plan a job for each device of those told. `notices` is notice id → agent id."""
    if not notices:
        return
    devices: dict[int, list[int]] = {}
    for pk, agent_id in PushSubscription.objects.filter(agent__in=notices.values()).values_list("pk", "agent"):
        devices.setdefault(agent_id, []).append(pk)
    for notice_id, agent_id in notices.items():
        for subscription_id in devices.get(agent_id, ()):
            defer(PUSH, at=at + PUSHED_AFTER, subscription_id=subscription_id, notice_id=notice_id)
