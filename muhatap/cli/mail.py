"""Mail from the command line."""

import json
import sys
from typing import BinaryIO

import click

from muhatap.cli.django import ready
from muhatap.cli.postgres import PostgresProblem

# What a mail server takes for "keep it and try again". Source: sysexits.h.
TRY_LATER = 75


@click.group()
def group() -> None:
    """Receive mail, hand over one message, read one."""


@group.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a summary.")
def parse(file: BinaryIO, as_json: bool) -> None:
    """Read the message in FILE ("-" for standard input) as the desk would, and print it.

    Needs no database and changes nothing.
    """
    from muhatap.mail.letter.as_json import letter_as_json
    from muhatap.mail.letter.parse import parse as read

    letter = letter_as_json(read(file.read()))
    if as_json:
        click.echo(json.dumps(letter, ensure_ascii=False, indent=2))
        return
    for name in ("kind", "date", "from", "to", "cc", "subject", "language"):
        if letter.get(name):
            click.echo(f"{name:9} {_in_words(letter[name])}")
    for attachment in letter["attachments"]:
        click.echo(f"file      {attachment['filename']} ({attachment['content_type']}, {attachment['size']} bytes)")
    click.echo("\n" + letter["visible_text"])


@group.command()
@click.option("--to", "address", help="Address that the message is for (default: the one in its header).")
@click.option("--from", "sender", default="", help="Sender on the envelope, where the mail server says it.")
def deliver(address: str | None, sender: str) -> None:
    """Take the message on standard input, as a mail server's pipe hands it over.

    Exit codes are those of sysexits.h: 0 after it is stored, 75 try again later, 67 no such address.
    """
    message = sys.stdin.buffer.read(_most_bytes() + 1)
    try:
        with ready():
            from muhatap.mail.sources.deliver import deliver as take

            code = take(message, address=address, sender=sender)
    except (click.ClickException, PostgresProblem) as problem:
        text = problem.message if isinstance(problem, click.ClickException) else str(problem)
        click.echo(text, err=True)
        code = TRY_LATER
    except Exception as fault:
        # Whatever goes wrong with us, the mail server must not believe that the mail is undeliverable.
        click.echo(f"Nothing was stored ({type(fault).__name__}); try again later.", err=True)
        code = TRY_LATER
    sys.exit(code)


@group.command()
def listen() -> None:
    """Follow the IMAP mailboxes and keep the LMTP and SMTP doors open until stopped."""
    with ready():
        from muhatap.mail.sources import listener

        listener.run(say=click.echo)


@group.command()
@click.option("--to", "address", help="Only the mailbox of this address.")
def reconcile(address: str | None) -> None:
    """Compare every mailbox with its server now, and fetch what is missing."""
    with ready():
        from django.utils import timezone

        from muhatap.mail.sources import reconciliation

        for line in reconciliation.reconcile_all(now=timezone.now(), address=address):
            click.echo(line)


def _most_bytes() -> int:
    from muhatap.mail.sources.environment import most_bytes

    return most_bytes()


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(part for part in (value.get("name"), f"<{value.get('address')}>") if part)
    if isinstance(value, list):
        return ", ".join(_in_words(each) for each in value)
    return str(value)
