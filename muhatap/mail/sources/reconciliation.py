"""Once a day: what lies on the server, what of it is stored, what was refused and why, and what is missing.

What is missing is fetched again. A mail counts as stored when a raw source names its place in the folder, or when its
bytes are known by their digest (the second copy of a mail, or a folder that got new numbers).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop as _
from imap_tools import BaseMailBox

from muhatap.mail.models import FolderCursor, Incoming, Mailbox, RawSource, Reconciliation, SourceState
from muhatap.mail.sentences import known
from muhatap.mail.sources import connect, imap
from muhatap.mail.sources.problems import SourceProblem
from muhatap.mail.sources.work import stored

DETAILS_KEPT = 200
UIDS_AT_ONCE = 500

FETCHED_NOW = known(_("It was missing and has been fetched now."))


@dataclass
class Count:
    """What the comparison of one folder found."""

    on_server: int = 0
    stored: int = 0
    refused: int = 0
    missing: int = 0
    details: list[dict[str, str]] = field(default_factory=list)

    def note(self, uid: int, reason: str) -> None:
        if len(self.details) < DETAILS_KEPT:
            self.details.append({"uid": str(uid), "reason": reason})


def reconcile_all(*, now: datetime, address: str | None = None) -> Iterator[str]:
    """Reconcile every enabled mailbox and yield a line for each."""
    boxes = Mailbox.objects.filter(channel__is_enabled=True).select_related("channel").order_by("pk")
    if address:
        boxes = boxes.filter(channel__address__iexact=address)
    for box in boxes:
        row = reconcile(box, now=now)
        line = (
            f"{box.channel.address}: {row.on_server_count} on the server, {row.stored_count} stored, "
            f"{row.refused_count} refused, {row.missing_count} missing"
        )
        yield f"{line}. {row.problem}" if row.problem else line


def reconcile(mailbox: Mailbox, *, now: datetime) -> Reconciliation:
    """Compare one mailbox and keep the day's row; the second comparison of a day replaces the first."""
    problem = ""
    try:
        count = _compare(mailbox) if mailbox.incoming == Incoming.IMAP else _count_pushed(mailbox, now=now)
    except SourceProblem as trouble:
        count, problem = Count(), trouble.sentence
    row, _created = Reconciliation.objects.update_or_create(
        mailbox=mailbox,
        on=localtime(now).date(),
        defaults={
            "on_server_count": count.on_server,
            "stored_count": count.stored,
            "refused_count": count.refused,
            "missing_count": count.missing,
            "details": count.details,
            "problem": problem,
            "checked_at": now,
        },
    )
    return row


def _compare(mailbox: Mailbox) -> Count:
    imap.fetch_once(mailbox)
    box = imap.signed_in(mailbox)
    try:
        server = connect.Server(host=mailbox.imap_host, port=mailbox.imap_port, folder=mailbox.imap_folder)
        uidvalidity = connect.open_folder(box, server)
        cursor = imap.cursor_of(mailbox, uidvalidity)
        with connect.told(server):
            return _compare_folder(box, mailbox, cursor)
    finally:
        imap.hang_up(box)


def _compare_folder(box: BaseMailBox, mailbox: Mailbox, cursor: FolderCursor) -> Count:
    # Those above the cursor are on their way: the fetcher has them next.
    last_uid = FolderCursor.objects.values_list("last_uid", flat=True).get(pk=cursor.pk)
    uids = [uid for uid in imap.uids_above(box, 0) if uid <= last_uid]
    states = _states_by_uid(mailbox, cursor)
    count = Count(on_server=len(uids))
    unsure = []
    for uid in uids:
        if states.get(uid, SourceState.REFUSED) != SourceState.REFUSED:
            count.stored += 1
        else:
            unsure.append(uid)
    for start in range(0, len(unsure), UIDS_AT_ONCE):
        _settle(box, mailbox, cursor, unsure[start : start + UIDS_AT_ONCE], count)
    return count


def _states_by_uid(mailbox: Mailbox, cursor: FolderCursor) -> dict[int, str]:
    prefix = imap.source_prefix(cursor)
    rows = RawSource.objects.filter(channel=mailbox.channel, source__startswith=prefix)
    return {int(source.removeprefix(prefix)): state for source, state in rows.values_list("source", "state").iterator()}


def _settle(box: BaseMailBox, mailbox: Mailbox, cursor: FolderCursor, uids: list[int], count: Count) -> None:
    """Fetch what no row names: a known mail is recognised by its bytes, a missing one is stored, a refused one told."""
    # Refused once for good reason: the server gets one chance here, not three.
    tries = dict.fromkeys(uids, imap.TRIES)
    # What is not there any more was deleted between listing and fetching: nobody's loss.
    count.on_server -= len(uids)
    for uid, take in imap.arrivals(box, mailbox, cursor, uids, tries=tries):
        with stored(), transaction.atomic():
            row = take()
        count.on_server += 1
        if row.state == SourceState.REFUSED:
            count.refused += 1
            count.note(uid, row.reason)
        elif row.source == imap.source_of(cursor, uid):
            count.missing += 1
            count.note(uid, FETCHED_NOW)
            _settle_refusal(mailbox, row)
        else:
            count.stored += 1


def _settle_refusal(mailbox: Mailbox, row: RawSource) -> None:
    """A mail that was refused on an earlier day is here now: its refusal needs nobody's attention any more."""
    RawSource.objects.filter(
        channel=mailbox.channel, source=row.source, state=SourceState.REFUSED, resolved_at=None
    ).update(resolved_at=row.received_at)


def _count_pushed(mailbox: Mailbox, *, now: datetime) -> Count:
    """Count what was handed in today; its servers keep what they were not told was taken."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = RawSource.objects.filter(channel=mailbox.channel, received_at__gte=midnight)
    refused = rows.filter(state=SourceState.REFUSED)
    count = Count(on_server=rows.count(), refused=refused.count())
    count.stored = count.on_server - count.refused
    for row in refused[:DETAILS_KEPT]:
        count.note(row.pk, row.reason)
    return count
