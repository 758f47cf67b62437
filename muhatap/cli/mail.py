"""Mail from the command line."""

import json
from typing import BinaryIO

import click


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


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(part for part in (value.get("name"), f"<{value.get('address')}>") if part)
    if isinstance(value, list):
        return ", ".join(_in_words(each) for each in value)
    return str(value)
