"""Promises from the command line."""

import json
import sys
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click


class WrongInput(click.ClickException):
    """What was handed over cannot be read."""

    exit_code = 2


@click.group()
def group() -> None:
    """Find what a draft promises, and by when."""


@group.command()
@click.argument("file", type=click.File("rb"), default="-")
def find(file: BinaryIO) -> None:
    """Read {text, lang, now, calendar?} as JSON from FILE (default: standard input) and print its promises.

    Prints [{text, start, end, due_at, due_on, confidence}]; start and end count code points. A list of such objects
    prints a list of lists. Needs no database and changes nothing.
    """
    from muhatap.promises.finding.payload import BadQuestion, answer, question_of

    asked = _json(file.read())
    clock = datetime.now(tz=UTC)
    try:
        if isinstance(asked, list):
            found: list[Any] = [answer(question_of(each, clock=clock)) for each in asked]
        else:
            found = answer(question_of(asked, clock=clock))
    except BadQuestion as problem:
        raise WrongInput(str(problem)) from problem
    _print(found)


def _json(data: bytes) -> object:
    if not data.strip():
        raise WrongInput('There is nothing to read. Hand over JSON: {"text": "…", "lang": "tr", "now": "…"}.')
    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise WrongInput(f"This is no JSON: {str(error)[:120]}") from error


def _print(found: list[Any]) -> None:
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    try:
        data = text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair, as broken programs send it, goes back the way it came.
        data = (json.dumps(found, indent=2) + "\n").encode()
    sys.stdout.buffer.write(data)
