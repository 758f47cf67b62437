"""What may hold a reply until its writer has said one thing more. Apps above look at it before it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from muhatap.conversations.models import Conversation
from muhatap.team.models import Agent


@dataclass(frozen=True)
class Hold:
    """Why a reply has not gone. `name` comes back as `past` in the form when its writer goes on all the same."""

    name: str
    title: str
    why: str
    go_on: str


# Given who writes, where, and what the form holds, return why it is held, or nothing.
Look = Callable[[Agent, Conversation, Mapping[str, Any]], Hold | None]
_looks: dict[str, Look] = {}


def register(name: str, look: Look) -> None:
    _looks[name] = look


def of(agent: Agent, conversation: Conversation, given: Mapping[str, Any]) -> Hold | None:
    """Return the first reason to hold what is about to be sent; notes leave nobody's house."""
    if given["kind"] == "note":
        return None
    return next((found for look in _looks.values() if (found := look(agent, conversation, given))), None)
