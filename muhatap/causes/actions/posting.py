"""Mails of the loop go once: claimed before they leave, marked when they were taken (docs/build/decisions/0031).

As in the outbox of replies (0006) a claim is committed before the first byte, under a lock that dies with its worker.
What a server refused, or never heard of, is tried again with the same Message-ID. A claim that nobody marked says that
a worker died while handing over: the mail has perhaps arrived, is shown as that, and goes again only if a person says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.types import JSONValue

from muhatap.causes.models import Cause, Department, Letter
from muhatap.core.alone import alone
from muhatap.core.jobs import defer
from muhatap.realtime.actions import publish

_LOCK_SPACE = 0x1E77


@dataclass(frozen=True)
class Post:
    """Which letter it is: its kind, what it is about, and the job that writes it."""

    kind: str
    about: str
    to: str
    job: str
    arguments: dict[str, JSONValue]
    cause: Cause | None = None
    department: Department | None = None
    # Done in the commit that says it was taken.
    mark: Callable[[], object] = field(default=lambda: None)


def send_once(post: Post, write: Callable[[], EmailMessage], *, now: datetime) -> bool:
    """Send a letter unless it went before, or perhaps did; return whether it went now.

    Raises what the way out raises (OSError) when it was not taken, to be tried again. Whatever else goes wrong while it
    is handed over leaves it as perhaps gone.
    """
    letter, _ = Letter.objects.get_or_create(
        kind=post.kind,
        about=post.about,
        defaults={
            "to": post.to,
            "job": post.job,
            "arguments": post.arguments,
            "cause": post.cause,
            "department": post.department,
        },
    )
    with alone(_LOCK_SPACE, letter.pk) as is_alone:
        if not is_alone:
            return False
        letter.refresh_from_db()
        if letter.sent_at or letter.is_uncertain:
            return False
        if letter.claimed_at:
            _note(letter, is_uncertain=True)
            publish("causes", "changed")
            return False
        # Written before it is claimed: what cannot be written was not sent.
        mail = write()
        mail.to = [post.to]
        mail.extra_headers["Message-ID"] = message_id(letter)
        _note(letter, to=post.to, claimed_at=now)
        try:
            mail.send()
        except OSError:
            _note(letter, claimed_at=None)
            raise
        with transaction.atomic():
            _note(letter, sent_at=now)
            post.mark()
        return True


def went(kind: str, about: str) -> bool:
    """Whether a letter went, or perhaps did."""
    return Letter.objects.filter(kind=kind, about=about).exclude(sent_at=None, is_uncertain=False).exists()


def waits(kind: str, about: str) -> bool:
    """Whether a letter is written down and has not gone, as somebody wants who has it sent again."""
    return Letter.objects.filter(kind=kind, about=about, sent_at=None, is_uncertain=False).exists()


def send_again(letter: Letter) -> bool:
    """Send what perhaps went, with its Message-ID, so that most mailboxes show it once. Return whether it was so."""
    uncertain = Letter.objects.filter(pk=letter.pk, is_uncertain=True)
    if not uncertain.update(is_uncertain=False, claimed_at=None):
        return False
    defer(letter.job, **letter.arguments)
    publish("causes", "changed")
    return True


def message_id(letter: Letter) -> str:
    """Return the Message-ID, the same at every try."""
    return f"<letter.{letter.uid.hex}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _note(letter: Letter, **fields: object) -> None:
    Letter.objects.filter(pk=letter.pk).update(**fields)
