"""Looks at who really sent a mail that is stored already, and says so in its thread."""

from typing import TYPE_CHECKING

from django.db import transaction

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Message
from muhatap.core import blobs
from muhatap.mail.letter.letter import Letter as ReadLetter
from muhatap.mail.letter.parse import parse
from muhatap.mail.models import Letter, RawSource, SourceState
from muhatap.mail.reading import is_spoofed

if TYPE_CHECKING:
    from muhatap.mail.authentication import Dns


def check_once(message: Message) -> None:
    """Check a mail that nobody has checked yet: not the server that we trust, not an earlier run of the job."""
    if Letter.objects.filter(message=message, authentication={}).exists():
        check(message)


def check(message: Message, *, dns: "Dns | None" = None) -> None:
    """Evaluate SPF, DKIM, ARC and DMARC of a stored mail, keep the verdicts, and warn of a spoofed customer."""
    # Only the job needs these libraries; the pages are lighter without them.
    from muhatap.mail import authentication

    row = RawSource.objects.filter(message=message, state=SourceState.STORED).order_by("pk").first()
    if row is None:
        return
    raw = blobs.read(row.digest)
    letter = parse(raw)
    verdicts = authentication.evaluate(
        raw,
        client=authentication.client_of(letter.headers),
        envelope_from=letter.return_path or row.envelope_from,
        from_domain=letter.from_.key.rpartition("@")[2] if letter.from_ else "",
        dns=dns or authentication.Resolver(),
    )
    with transaction.atomic():
        Letter.objects.filter(message=message).update(
            authentication={
                "spf": verdicts.spf,
                "dkim": verdicts.dkim,
                "dmarc": verdicts.dmarc,
                "arc": verdicts.arc,
            }
        )
        if verdicts.is_spoofed and is_known(message):
            conversations.warn(message, "spoofed")


def is_spoofed_by_header(letter: ReadLetter) -> bool:
    """Say whether the server that we trust found another's name in From."""
    said = letter.authentication
    return bool(said.host) and is_spoofed(spf=said.spf, dkim=said.dkim, dmarc=said.dmarc)


def is_known(message: Message) -> bool:
    """Had the sender's address written or been written to before?"""
    earlier = Message.objects.filter(identity=message.identity_id, pk__lt=message.pk)
    return message.identity_id is not None and earlier.exists()
