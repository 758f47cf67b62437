"""What of a saved reply is said: the wording for a language and a voice, its paragraphs, and what was kept of it. Pure.

What was edited is told from the wording itself: values and filled gaps may be anything, the words between them may not.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Protocol, TypeVar

VALUE = re.compile(r"\{\{\s*[\w.]{1,60}\s*\}\}")
_BETWEEN = re.compile(r"\{\{\s*[\w.]{1,60}\s*\}\}|(?<=[.!?:])\s+|\n+")
_ITEM = re.compile(r"^[-•]\s+")
# Less of a reply than this was not sent but thrown away.
LEAST_KEPT = 0.3
# What is compared of a sent text; no saved reply is longer.
COMPARED_LENGTH = 50_000


class Worded(Protocol):
    language: str
    voice: str
    text: str


W = TypeVar("W", bound=Worded)


def fitting(wordings: Iterable[W], *, language: str, voice: str) -> W | None:
    """Return the wording to use: of the language before another, of the voice before the one for all."""
    ranked = sorted(
        wordings, key=lambda one: (one.language != language, one.voice not in (voice, ""), one.voice != voice)
    )
    return ranked[0] if ranked else None


def as_html(text: str) -> str:
    """Return a plain wording as the editor shows it: paragraphs, lines, and lists of lines that begin with a dash."""
    blocks = (block.strip("\n") for block in re.split(r"\n[ \t]*\n", text.strip()))
    return "".join(_block(block.split("\n")) for block in blocks if block.strip())


def _block(lines: Sequence[str]) -> str:
    if len(lines) > 1 and all(_ITEM.match(line.strip()) for line in lines):
        items = (escape(_ITEM.sub("", line.strip())) for line in lines)
        return f"<ul>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ul>"
    return f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>"


def kept_share(wording: str, sent: str) -> float:
    """Return how much of the words of a wording stands in what was sent, in its order: from 0 to 1."""
    pieces = [piece for piece in map(_plain, _BETWEEN.split(wording)) if piece]
    whole = sum(map(len, pieces))
    if not whole:
        return 1.0
    text, at, kept = _plain(sent[:COMPARED_LENGTH]), 0, 0
    for piece in pieces:
        found = text.find(piece, at)
        if found >= 0:
            at, kept = found + len(piece), kept + len(piece)
    return kept / whole


def _plain(text: str) -> str:
    """Return a text without what the editor may change by itself: spaces and the marks of lists."""
    return " ".join(" ".join(_ITEM.sub("", line.strip()) for line in text.split("\n")).split())
