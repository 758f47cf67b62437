"""Values in what is written: `{{ order.number }}` becomes "8812" when it is sent, and nothing with a gap is ever sent.

Apps above say what they know of a conversation by a first name (`order`); names are looked up when somebody uses one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from muhatap.conversations.models import Conversation
from muhatap.team.models import Agent

# Between the braces an editor may have put a space that does not break.
_VALUE = re.compile(r"\{\{(?:\s|&nbsp;)*([a-z_]+)\.([a-z_][a-z0-9_]*)(?:\s|&nbsp;)*\}\}")
_TAG = re.compile(r"<[^>]*>")
# What somebody meant as one, known or not.
_OPENED = re.compile(r"\{\{(?:\s|&nbsp;)*[\w.]{1,60}(?:\s|&nbsp;)*\}\}")

# Given a conversation and who writes, return what is known, by the second part of the name. A missing one is a gap.
Source = Callable[[Conversation, Agent], Mapping[str, str]]
_sources: dict[str, list[Source]] = {
    "agent": [lambda conversation, agent: {"name": agent.name, "title": agent.title}],
    "brand": [lambda conversation, agent: {"name": conversation.brand.name}],
    "customer": [lambda conversation, agent: {"name": conversation.customer.name}],
    "conversation": [lambda conversation, agent: {"number": str(conversation.pk)}],
}


@dataclass(frozen=True)
class Filled:
    """A text with its values, and the names that have none, as they were written."""

    text: str
    html: str
    gaps: list[str]


def register(name: str, source: Source) -> None:
    """Say what is known by a first name, besides what others say of it."""
    known = _sources.setdefault(name, [])
    if source not in known:
        known.append(source)


def fill(text: str, html: str, conversation: Conversation, agent: Agent) -> Filled:
    """Put the values into a text and its rich form."""
    if "{{" not in text and "{{" not in html:
        return Filled(text, html, [])
    known = _known_in(f"{text} {html}", conversation, agent)
    whole = Filled(_put(text, known, str), _put(html, known, escape), [])
    # One with half of its name in bold is not put in, and must not be seen by the customer either.
    return Filled(whole.text, whole.html, _gaps([whole.text, _TAG.sub("", whole.html)]))


def fill_each(texts: Iterable[str], conversation: Conversation, agent: Agent) -> list[str]:
    """Put the values into several plain texts, looking each up once; what is not known stays as it is written."""
    written = list(texts)
    known = _known_in(" ".join(written), conversation, agent)
    return [_put(text, known, str) for text in written]


def blanked(text: str) -> str:
    """Return a text in which spaces stand for what is written by name: it is as long, and nothing of a name is read."""
    return _OPENED.sub(lambda found: " " * len(found[0]), text)


def gaps_in(text: str) -> list[str]:
    """Return what is still written by name in a plain text, known or not, each once."""
    return _gaps([text])


def _known_in(text: str, conversation: Conversation, agent: Agent) -> dict[str, str]:
    asked = {match.group(1) for match in _VALUE.finditer(text)}
    return {
        f"{source}.{name}": value
        for source in asked & set(_sources)
        for known in _sources[source]
        for name, value in known(conversation, agent).items()
        if value
    }


def _put(text: str, known: Mapping[str, str], made_safe: Callable[[str], str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = f"{found[1]}.{found[2]}"
        return made_safe(known[name]) if name in known else found[0]

    return _VALUE.sub(value, text)


def _gaps(texts: Iterable[str]) -> list[str]:
    left = (found.group().replace("&nbsp;", " ") for text in texts for found in _OPENED.finditer(text))
    return list(dict.fromkeys(" ".join(each.split()) for each in left))
