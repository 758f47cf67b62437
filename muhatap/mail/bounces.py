"""A mail of ours came back, was delayed, or was called spam: noted on the very message it speaks of."""

import re
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Message
from muhatap.mail.letter.bounce import meaning
from muhatap.mail.letter.letter import BounceRecipient, Kind, Letter
from muhatap.mail.models import BouncedRecipient

# What letter/bounce.py can say, for the translators: where a letter is read there is no language yet.
MEANINGS = (
    _("There is a problem with the address."),
    _("The address does not exist."),
    _("The domain of the address does not exist or takes no mail."),
    _("The address is not written correctly."),
    _("The mailbox has moved and left no new address."),
    _("The domain takes no mail."),
    _("There is a problem with the mailbox."),
    _("The mailbox is disabled."),
    _("The mailbox is full."),
    _("The message is larger than this mailbox takes."),
    _("The message is larger than the server takes."),
    _("The server of the recipient does not answer."),
    _("The connection to the server of the recipient broke."),
    _("No way to the server of the recipient was found."),
    _("The message went round in circles."),
    _("The message waited too long and was given up."),
    _("The server of the recipient refused the message."),
    _("The server of the recipient refused the message: SPF failed."),
    _("The server of the recipient refused the message: it could not be authenticated."),
    UNKNOWN := _("The server gave no reason."),
)
_KEPT = re.compile(rf"(?P<address>\S+): (?P<meaning>{'|'.join(map(re.escape, MEANINGS))})(?P<rest> \(.*)?", re.DOTALL)


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
    """Return `zeynep@example.com: The mailbox is full. (552 5.2.2: over quota)`: what it means, then what was said."""
    codes = " ".join(part for part in (recipient.code, recipient.status) if part)
    means = meaning(recipient.status)
    if means == UNKNOWN:
        words = recipient.reason if not codes or codes in recipient.reason else f"{recipient.reason} ({codes})"
        return f"{recipient.address}: {words}"[:300]
    said = "" if recipient.reason == means else recipient.reason
    details = said if codes in said else ": ".join(part for part in (codes, said) if part)
    return f"{recipient.address}: {means} ({details or codes})"[:300]


def told(kept: str) -> str:
    """Tell a reason that `reason_of` made in the current language; the server's own words stay as they are."""
    found = _KEPT.fullmatch(kept)
    return f"{found['address']}: {gettext(found['meaning'])}{found['rest'] or ''}" if found else kept


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
