"""How the stories of the demo are written down: who wrote to whom, when, and what was done about it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class File:
    """A file of a letter, drawn by pictures.py: "photo" or "invoice"."""

    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happens in a story, so long after the one before."""

    after: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class They(Step):
    """The customer writes. `style` is how their mail program quotes: gmail, outlook, phone or none."""

    text: str
    style: str = "gmail"
    files: Sequence[File] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    # Somebody else than the story's customer, as "Name <address>".
    sender: str = ""
    html: str = ""
    # What a machine sends instead of a person: bounce, invitation.
    machine: str = ""
    is_genuine: bool = True


@dataclass(frozen=True, kw_only=True)
class We(Step):
    """An agent replies."""

    who: str
    text: str
    files: Sequence[File] = ()
    copy_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Note(Step):
    """An agent writes for colleagues alone."""

    who: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Given(Step):
    """The conversation becomes somebody's."""

    to: str
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Closed(Step):
    who: str


@dataclass(frozen=True)
class Story:
    """One conversation: its subject, its customer, how long ago it began, and what happened."""

    subject: str
    customer: str
    ago: timedelta
    steps: Sequence[Step]


def story(subject: str, customer: str, ago: str, *steps: Step) -> Story:
    return Story(subject, customer, span(ago), steps)


def they(text: str, after: str = "", **more: object) -> They:
    return They(text=text.strip(), after=span(after), **more)  # type: ignore[arg-type]


def we(who: str, text: str, after: str, **more: object) -> We:
    return We(who=who, text=text.strip(), after=span(after), **more)  # type: ignore[arg-type]


def note(who: str, text: str, after: str) -> Note:
    return Note(who=who, text=text.strip(), after=span(after))


def given(to: str, after: str = "1m", by: str = "") -> Given:
    return Given(to=to, by=by, after=span(after))


def closed(who: str, after: str = "1m") -> Closed:
    return Closed(who=who, after=span(after))


def span(text: str) -> timedelta:
    """Return `2d 3h 10m` as a time span; nothing for an empty text."""
    parts = re.findall(r"(\d+)([wdhm])", text)
    return timedelta(**{_UNITS[unit]: int(number) for number, unit in parts})
