"""How mail is at the moment: what was reconciled, what stands still, and whether the listener lives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.conversations.models import DeliveryState
from muhatap.core import blobs
from muhatap.mail.models import Incoming, Mailbox, RawSource, Reconciliation, SourceState
from muhatap.mail.sentences import in_words
from muhatap.team.models import Agent, Brand

# A provider's short sigh is no alarm.
FAILING_FOR = timedelta(minutes=10)
LISTENER_SILENT_FOR = timedelta(minutes=2)
DELIVERY_LATE_BY = timedelta(minutes=10)
# A few of the largest mails, and what PostgreSQL needs to go on writing.
LOW_BYTES = 200_000_000
_HEARTBEAT = "mail.listener"
_ANY_UNREAD = """SELECT EXISTS (SELECT 1 FROM mail_rawsource
    WHERE state IN ('unreadable', 'refused') AND resolved_at IS NULL)"""
_HEARTBEAT_EVERY = timedelta(seconds=20)


@dataclass(frozen=True)
class Line:
    """One mailbox on one day, as the reconciliation page shows it."""

    on: date
    mailbox: str
    on_server_count: int
    stored_count: int
    refused_count: int
    missing_count: int
    details: list[dict[str, str]]
    problem: str
    checked_at: datetime

    @property
    def is_even(self) -> bool:
        return not self.missing_count and not self.problem


def alarms(now: datetime, *, brands: QuerySet[Brand] | None = None) -> list[str]:
    """Return a sentence for each thing that stands still: a mailbox, the listener, the outbox. Empty: all is well."""
    return _alarms(now, None if brands is None else set(brands.values_list("pk", flat=True)))


def reconciliation_lines(*, days: int = 14, now: datetime, brands: QuerySet[Brand] | None = None) -> list[Line]:
    """Return the last days of these brands' mailboxes (of all by default), the newest first."""
    since = localtime(now).date() - timedelta(days=days)
    rows = (
        Reconciliation.objects.filter(on__gt=since)
        .select_related("mailbox__channel")
        .order_by("-on", "mailbox__channel")
    )
    if brands is not None:
        rows = rows.filter(mailbox__channel__brand__in=brands)
    return [
        Line(
            on=row.on,
            mailbox=row.mailbox.channel.name,
            on_server_count=row.on_server_count,
            stored_count=row.stored_count,
            refused_count=row.refused_count,
            missing_count=row.missing_count,
            details=[{**each, "reason": in_words(str(each.get("reason", "")))} for each in row.details],
            problem=in_words(row.problem),
            checked_at=row.checked_at,
        )
        for row in rows
    ]


def unread(agent: Agent) -> QuerySet[RawSource]:
    """Return what came in for this agent's brands and could not be read or was refused, and nobody has settled."""
    rows = RawSource.objects.filter(
        state__in=[SourceState.UNREADABLE, SourceState.REFUSED], resolved_at=None
    ).select_related("channel__brand")
    return (rows.filter(channel__brand__in=agent.brand_ids) if agent.brand_ids else rows).order_by("-id")


def unread_count(agent: Agent) -> str:
    """Return how many wait, for the navigation: "" for none, no further than 99."""
    # Asked on every page, and none wait on most days: a plain statement costs a third of a queryset's count.
    with connection.cursor() as cursor:
        cursor.execute(_ANY_UNREAD)
        if not cursor.fetchone()[0]:
            return ""
    count = unread(agent)[:100].count()
    return "99+" if count > 99 else str(count or "")


def alarms_for(agent: Agent) -> list[str]:
    """Return what stands still in this agent's brands, for the shell."""
    return _alarms(timezone.now(), set(agent.brand_ids) or None)


def note_listener(*, now: datetime) -> None:
    """Say that the listener lives; written a few times a minute at most."""
    last = cache.get(_HEARTBEAT)
    if last is None or now - last > _HEARTBEAT_EVERY:
        cache.set(_HEARTBEAT, now, timeout=None)


def _alarms(now: datetime, brand_ids: set[int] | None) -> list[str]:
    signs = _Signs.seen(now)
    return [
        *_full_disk(),
        *(_failing_mailboxes(now, brand_ids) if signs.is_a_mailbox_failing else ()),
        *(_silent_listener(now) if signs.is_mail_expected else ()),
        *_late_deliveries(signs.late_count),
    ]


@dataclass(frozen=True)
class _Signs:
    """Whether anything may be wrong, asked of the database at once: every page of a lead asks, mostly in vain."""

    is_a_mailbox_failing: bool
    is_mail_expected: bool
    late_count: int

    @classmethod
    def seen(cls, now: datetime) -> Self:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT
                    EXISTS (SELECT 1 FROM mail_mailbox
                            WHERE fetch_failing_since IS NOT NULL OR send_failing_since IS NOT NULL),
                    EXISTS (SELECT 1 FROM mail_mailbox AS box JOIN conversations_channel AS channel
                            ON channel.id = box.channel_id
                            WHERE channel.is_enabled AND box.incoming = ANY(%(incoming)s)),
                    (SELECT count(*) FROM conversations_delivery
                     WHERE state = ANY(%(waiting)s) AND not_before < %(late)s)""",
                {
                    "incoming": list(Incoming.values),
                    "waiting": [DeliveryState.HELD.value, DeliveryState.QUEUED.value, DeliveryState.SENDING.value],
                    "late": now - DELIVERY_LATE_BY,
                },
            )
            return cls(*cursor.fetchone())


def _full_disk() -> Iterator[str]:
    free = blobs.free_bytes()
    if free < LOW_BYTES:
        yield _(
            "Only %(size)s are left on the desk's disk. Make room: without it no mail is taken in, "
            "it waits on its servers."
        ) % {"size": filesizeformat(free)}


def _failing_mailboxes(now: datetime, brand_ids: set[int] | None) -> Iterator[str]:
    boxes = Mailbox.objects.filter(channel__is_enabled=True).select_related("channel").order_by("pk")
    if brand_ids is not None:
        boxes = boxes.filter(channel__brand__in=brand_ids)
    for box in boxes:
        if box.fetch_failing_since and now - box.fetch_failing_since > FAILING_FOR:
            yield _("No mail has been fetched for %(mailbox)s since %(time)s. %(problem)s") % {
                "mailbox": box.channel.name,
                "time": _time(box.fetch_failing_since),
                "problem": in_words(box.fetch_problem),
            }
        if box.send_failing_since and now - box.send_failing_since > FAILING_FOR:
            yield _("No reply has left from %(mailbox)s since %(time)s. %(problem)s") % {
                "mailbox": box.channel.name,
                "time": _time(box.send_failing_since),
                "problem": in_words(box.send_problem),
            }


def _silent_listener(now: datetime) -> Iterator[str]:
    last = cache.get(_HEARTBEAT)
    # Never heard: a desk that is just being set up, or a test; the first start of the listener changes that.
    if last is not None and now - last > LISTENER_SILENT_FOR:
        yield _(
            "The process that receives mail has been silent since %(time)s. Start it again (muhatap up); "
            "mail waits on its servers meanwhile."
        ) % {"time": _time(last)}


def _late_deliveries(late: int) -> Iterator[str]:
    if late:
        yield ngettext(
            "%(count)s reply has been waiting to leave for more than ten minutes. It is kept and tried again.",
            "%(count)s replies have been waiting to leave for more than ten minutes. They are kept and tried again.",
            late,
        ) % {"count": late}


def _time(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
