"""The reply coach from the command line."""

import json
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click

MOST_BYTES = 8_000_000


class WrongInput(click.ClickException):
    """What came in is no draft the coach could read."""

    exit_code = 2


@click.group()
def group() -> None:
    """Read a reply before it is sent."""


@group.command()
@click.argument("file", type=click.File("rb"), default="-")
def check(file: BinaryIO) -> None:
    """Read {"draft": …, "lang": …, "channel": …} from FILE (default: standard input) and print what is better said.

    Optional: customer, brand_voice, now (ISO 8601), ui (language of the reasons). Needs no database.
    """
    from muhatap import coach
    from muhatap.coach.payload import advice_as_json

    asked = _asked(file.read(MOST_BYTES + 1))
    advice = coach.check(
        asked["draft"], lang=asked.get("lang"), channel=asked.get("channel") or "email",
        customer=asked.get("customer") or "", voice=asked.get("brand_voice"), ui=asked.get("ui"), now=_moment(asked),
    )  # fmt: skip
    click.echo(json.dumps(advice_as_json(advice), ensure_ascii=False, indent=2))


_TEXTS = ("lang", "channel", "customer", "ui", "now")


def _asked(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_BYTES:
        raise WrongInput(f"The input is larger than {MOST_BYTES // 1_000_000} MB; no reply is that long.")
    try:
        asked = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise WrongInput(f'The input is not JSON ({problem}). Expected {{"draft": "…", "lang": "tr"}}.') from None
    if not isinstance(asked, dict):
        raise WrongInput('Expected one JSON object with the key "draft".')
    if not isinstance(asked.get("draft"), str):
        raise WrongInput('"draft" is missing or is not a text.')
    for name in _TEXTS:
        if not isinstance(asked.get(name), str | None):
            raise WrongInput(f'"{name}" is to be a text.')
    if not isinstance(asked.get("brand_voice"), str | dict | None):
        raise WrongInput('"brand_voice" is to be an object such as {"formality": "formal"}, or a text.')
    return asked


def _moment(asked: dict[str, Any]) -> datetime:
    if not asked.get("now"):
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(asked["now"])
    except ValueError:
        raise WrongInput('"now" is to be a moment in ISO 8601, such as "2026-11-23T10:00:00+03:00".') from None
