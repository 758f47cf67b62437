"""What happens with mail: it is received, read again when that failed, and its undeliverable notices are noted."""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext_noop as _

from muhatap.conversations import actions as conversations
from muhatap.conversations.inbound import Inbound, InboundFile
from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.core import blobs
from muhatap.core.jobs import defer
from muhatap.mail import bounces, queries, reading, senders
from muhatap.mail.letter.letter import Kind
from muhatap.mail.letter.letter import Letter as ReadLetter
from muhatap.mail.letter.parse import Unreadable, parse
from muhatap.mail.models import KnownMessageId, Letter, RawSource, SourceState
from muhatap.mail.queries import Surroundings
from muhatap.mail.sentences import known
from muhatap.mail.threading import Clues, bare, digest
from muhatap.mail.tokens import plain_address
from muhatap.mail.unreadable import NOT_READ, NOT_STORED
from muhatap.realtime.actions import publish
from muhatap.team import audit
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

OURS_CAME_BACK = known(_("A mail that we sent ourselves, come back by another way."))
HEARSAY_KEPT = 20
# Through these doors a mail comes at the moment it is stored.
HANDED_IN = frozenset(["lmtp", "smtp", "pipe"])


def receive(
    raw: bytes,
    *,
    channel: Channel,
    source: str,
    envelope_from: str = "",
    envelope_to: str = "",
    now: datetime,
    is_silent: bool = False,
) -> RawSource:
    """Take one mail, durably and once, and put it where it belongs. On return the source may be told "taken".

    The same bytes on the same channel return the first row. A mail that cannot be read is kept and shown. Raises
    OSError (the disk refuses) and django.db.OperationalError (the database is away): nothing was taken, try again.
    """
    before = queries.beforehand(channel, hashlib.sha256(raw).hexdigest())
    if before.raw_source_id is not None:
        return RawSource.objects.get(pk=before.raw_source_id)
    row = RawSource(
        channel=channel,
        digest=blobs.put(raw),
        size=len(raw),
        source=source[:300],
        envelope_from=envelope_from[:320],
        envelope_to=envelope_to[:320],
        received_at=now,
    )
    return _take(row, raw, trusted_hosts=before.trusted_hosts, now=now, is_silent=is_silent)


def retry(row: RawSource, *, now: datetime) -> RawSource:
    """Read a mail again that could not be read: after an update, a mended disk. Raises core.blobs.BlobMissing."""
    if row.state != SourceState.UNREADABLE or row.channel is None:
        return row
    before = queries.beforehand(row.channel, row.digest)
    return _take(row, blobs.read(row.digest), trusted_hosts=before.trusted_hosts, now=now, is_silent=False)


@transaction.atomic
def settle(row: RawSource, *, by: Agent, now: datetime) -> RawSource:
    """Note that somebody has seen to a mail that could not be read or was refused. Nothing of it is deleted."""
    if RawSource.objects.filter(pk=row.pk, resolved_at=None).update(resolved_at=now):
        audit.record("mail.mail_settled", by=by, subject=f"raw:{row.pk}")
    row.refresh_from_db()
    return row


def _take(row: RawSource, raw: bytes, *, trusted_hosts: Sequence[str], now: datetime, is_silent: bool) -> RawSource:
    assert row.channel is not None
    try:
        letter = parse(raw, trusted_hosts=trusted_hosts)
    except Unreadable as unreadable:
        return _keep_unread(row, str(unreadable.reason))
    except Exception:
        # Whatever a hostile mail does to the parser, the mail is safe and the next one gets its turn.
        log.exception("a mail of channel %s could not be read (%s)", row.channel.pk, row.digest[:12])
        return _keep_unread(row, NOT_READ)
    files = _files(letter)
    try:
        return _store_once(row, letter, files, now=now, is_silent=is_silent)
    except (DataError, ValueError):
        log.exception("a mail of channel %s could not be stored (%s)", row.channel.pk, row.digest[:12])
        return _keep_unread(row, NOT_STORED)


def _store_once(
    row: RawSource, letter: ReadLetter, files: Sequence[InboundFile], *, now: datetime, is_silent: bool
) -> RawSource:
    """Store the letter. When another process stored the same at this moment, find it instead."""
    is_new = row.pk is None
    for is_last_try in (False, True):
        try:
            with transaction.atomic():
                return _store(row, letter, files, now=now, is_silent=is_silent)
        except IntegrityError:
            if is_new:
                row.pk = None
            stored = RawSource.objects.filter(channel=row.channel, digest=row.digest).exclude(pk=row.pk).first()
            if stored is not None:
                return stored
            if is_last_try:
                raise
    raise AssertionError("unreachable")


def _store(
    row: RawSource, letter: ReadLetter, files: Sequence[InboundFile], *, now: datetime, is_silent: bool
) -> RawSource:
    channel = row.channel
    assert channel is not None
    essence = reading.essence(letter)
    addresses = reading.sent_to(letter, envelope_to=row.envelope_to)
    clues = _clues(letter, addresses)
    _hold(f"{channel.brand_id}:{essence}")
    here = queries.surroundings(
        channel.brand,
        essence=essence,
        digests=clues.keys,
        senders=[one.address for one in (letter.from_, letter.sender, *letter.reply_to) if one],
    )
    if here.twin_id is not None:
        return _file(row, SourceState.DUPLICATE, Message.objects.get(pk=here.twin_id), now=now)
    own = here.own_addresses
    ours = _ours_come_back(letter, channel, own=own)
    if ours is not None:
        return _file(row, SourceState.DUPLICATE, ours, reason=OURS_CAME_BACK, now=now)

    who = reading.correspondent(letter, own=own, envelope_from=row.envelope_from, digest=row.digest)
    is_machine = reading.is_machine(letter, own=own)
    is_blocked = not here.blocked.isdisjoint(queries.block_patterns(who.customer.address))
    returned = (
        queries.returned_message(letter, addresses, channel.brand)
        if letter.kind in (Kind.BOUNCE, Kind.DELIVERY_REPORT, Kind.SPAM_REPORT)
        else None
    )
    place = _place(clues, here, channel, who.customer.address, returned, is_blocked=is_blocked)
    message = conversations.receive(
        Inbound(
            channel=channel,
            external_id=essence,
            sender=who.customer,
            at=reading.arrived_at(letter, now=row.received_at, is_handed_in=row.source in HANDED_IN and not is_silent),
            subject=letter.subject,
            text=letter.visible_text,
            html=letter.visible_html,
            quoted_text=letter.quoted_text,
            quoted_html=letter.quoted_html,
            signature=letter.signature,
            people=reading.people(letter, who.shown),
            files=files,
            machine=letter.kind.value if is_machine else "",
            language=letter.language,
            warnings=reading.warnings(letter),
            extras=reading.extras(letter),
            conversation=place,
            is_spam=is_blocked or reading.is_marked_as_spam(letter),
            is_silent=is_silent,
            is_ours=who.is_ours and is_silent,
        )
    )
    Letter.objects.create(
        message=message,
        header_message_id=bare(letter.message_id)[:998],
        in_reply_to=bare(letter.in_reply_to)[:998],
        references=[bare(one) for one in letter.references],
        authentication=_authentication(letter),
        defects=list(letter.defects),
    )
    _remember(clues, letter, message, channel)
    if not is_silent:
        _look_at_sender(letter, message, is_first=place is None)
    if returned is not None:
        bounces.note(letter, of=returned, notice=message, now=now)
    return _file(row, SourceState.STORED, message, now=now)


def _ours_come_back(letter: ReadLetter, channel: Channel, *, own: Collection[str]) -> Message | None:
    """Return the message of ours that this letter is. Some mailers answer under our id or copy our headers; what
    others wrote, and what returned as undeliverable, is no copy of ours whatever it carries.
    """
    is_from_us = letter.from_ is not None and plain_address(letter.from_.address) in own
    if letter.kind not in (Kind.PERSON, Kind.AUTO_REPLY, Kind.LIST) or not (is_from_us or letter.kind is Kind.LIST):
        return None
    return queries.message_with_own_id(letter.message_id, channel.brand) or queries.message_with_own_id(
        letter.header("x-muhatap-message"), channel.brand
    )


def _look_at_sender(letter: ReadLetter, message: Message, *, is_first: bool) -> None:
    """Note a spoofed customer at once where a server that we trust has looked, else ask DNS in a job of its own.

    The job that acknowledges a first mail asks by itself, before it answers somebody who did not write.
    """
    if not letter.authentication.host and is_first and not message.is_automatic:
        return
    if not letter.authentication.host:
        defer("muhatap.mail.jobs.check_sender", message_id=message.pk)
    elif senders.is_spoofed_by_header(letter) and senders.is_known(message):
        conversations.warn(message, "spoofed")


def _place(
    clues: Clues,
    here: Surroundings,
    channel: Channel,
    sender: str,
    returned: Message | None,
    *,
    is_blocked: bool,
) -> Conversation | None:
    if returned is not None:
        return returned.conversation
    found = queries.find_conversation(clues, brand=channel.brand, sender=sender, known=here.known_ids)
    if found is None:
        return None
    conversation = found[0]
    # Someone on the block list does not get a voice through an old conversation.
    return None if is_blocked and not conversation.is_spam else conversation


def _clues(letter: ReadLetter, addresses: Sequence[str]) -> Clues:
    return Clues(
        message_id=bare(letter.message_id),
        in_reply_to=bare(letter.in_reply_to),
        references=[bare(one) for one in letter.references],
        addresses=addresses,
        thread_index=letter.thread_index,
        subject=letter.subject,
    )


def _remember(clues: Clues, letter: ReadLetter, message: Message, channel: Channel) -> None:
    """Keep every id of the letter: its own as held, those it names or carries as hearsay (without a message)."""
    if clues.message_id:
        queries.hold_id(digest(clues.message_id), message, channel.brand)
    hearsay = [*clues.named_ids[:HEARSAY_KEPT], *map(bare, letter.nested_message_ids[:HEARSAY_KEPT]), clues.thread_root]
    if any(hearsay):
        KnownMessageId.objects.bulk_create(
            (
                KnownMessageId(brand_id=channel.brand_id, digest=key, conversation_id=message.conversation_id)
                # In one order everywhere, so that two letters with the same ids do not wait for each other.
                for key in sorted({digest(one) for one in hearsay if one})
            ),
            ignore_conflicts=True,
        )


def _file(row: RawSource, state: str, message: Message, *, reason: str = "", now: datetime) -> RawSource:
    row.state, row.message, row.reason = state, message, reason
    row.resolved_at = now if row.pk else None
    row.save()
    return row


def _keep_unread(row: RawSource, reason: str) -> RawSource:
    row.state, row.reason = SourceState.UNREADABLE, reason[:500]
    try:
        with transaction.atomic():
            row.save()
            publish("inbox", "changed")
    except IntegrityError:
        return RawSource.objects.get(channel=row.channel, digest=row.digest)
    return row


def _files(letter: ReadLetter) -> list[InboundFile]:
    return [
        InboundFile(
            filename=file.filename,
            content_type=file.content_type,
            size=file.size,
            blob=blobs.put(file.data),
            content_id=file.content_id,
            is_inline=file.inline,
        )
        for file in letter.attachments
    ]


def _authentication(letter: ReadLetter) -> dict[str, Any]:
    return {name: verdict for name, verdict in asdict(letter.authentication).items() if verdict}


def _hold(name: str) -> None:
    """Let two transactions about the same letter take turns, so that the second one sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
