"""A mail of ours came back, was delayed, or was called spam: noted on the very message it speaks of."""

from datetime import datetime

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Message
from muhatap.mail.letter.letter import BounceRecipient, Kind, Letter
from muhatap.mail.models import BouncedRecipient


def note(letter: Letter, *, of: Message, notice: Message, now: datetime) -> None:
    """Note what the notice says on the message `of`. A delivery that went well leaves no trace."""
    if letter.kind is Kind.SPAM_REPORT:
        conversations.warn(of, "called_spam")
        return
    recipients = letter.bounce.recipients if letter.bounce else ()
    if not recipients:
        return
    BouncedRecipient.objects.bulk_create(
        (_row(one, of=of, notice=notice, now=now) for one in recipients),
        # A second notice about the same address is the later and better one: a delay becomes a failure.
        update_conflicts=True,
        unique_fields=["message", "address"],
        update_fields=["notice", "status", "reason", "is_permanent", "at"],
    )
    worst = max(recipients, key=lambda one: one.permanent)
    conversations.note_bounce(of, reason=reason_of(worst), is_permanent=worst.permanent)


def reason_of(recipient: BounceRecipient) -> str:
    """Return `zeynep@example.com: mailbox is full (552 5.2.2)`, as short as it stays true."""
    codes = " ".join(part for part in (recipient.code, recipient.status) if part)
    words = recipient.reason if not codes or codes in recipient.reason else f"{recipient.reason} ({codes})"
    return f"{recipient.address}: {words}"[:300]


def _row(one: BounceRecipient, *, of: Message, notice: Message, now: datetime) -> BouncedRecipient:
    return BouncedRecipient(
        message=of,
        notice=notice,
        address=one.address[:320],
        status=one.status[:20],
        reason=one.reason[:500],
        is_permanent=one.permanent,
        at=now,
    )
