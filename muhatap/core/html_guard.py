"""Keeps HTML parsers out of the corners where they take minutes: deep nesting and unclosed formatting.

Every HTML parser that follows the standard needs quadratic time for some inputs (a hundred thousand
nested elements; hundreds of open `<b>` rebuilt in each paragraph). No mail program writes such mail, so
tags beyond a generous bound are dropped before any parser sees them. Text is never dropped.
"""

import re

MOST_DEPTH = 200
MOST_OPEN_FORMATTING = 40
MOST_REBUILDING = 100_000
# Attributes of one tag: parsers look for duplicates by comparing each with all.
MOST_TAG_CHARACTERS = 100_000

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})[^<>]*>")
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
# These close themselves when the next one opens, or hold nothing.
_NOT_NESTING = frozenset(
    """
    area base basefont bgsound br col colgroup dd dt embed frame hr img input keygen li link meta
    option p param rb rp rt rtc source tbody td tfoot th thead tr track wbr html body head
    """.split()  # noqa: SIM905
)


def tame(html: str) -> str:
    """The same HTML without the tags that nest deeper than any mail does. Linear in its length."""
    if html.count("<") < MOST_OPEN_FORMATTING:
        return html
    keeper = _Keeper()
    tamed = _TAG.sub(keeper.keep, html)
    return tamed if keeper.dropped else html


class _Keeper:
    def __init__(self) -> None:
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.formatting = 0
        self.rebuilding = 0
        self.dropped = False

    def keep(self, match: re.Match[str]) -> str:
        name = match[2].lower()
        if name in _NOT_NESTING:
            self.rebuilding += self.formatting
            return match[0]
        if match[1]:
            self._close(name)
            return match[0]
        is_formatting = name in _FORMATTING
        too_much = is_formatting and (
            self.formatting >= MOST_OPEN_FORMATTING or (self.rebuilding > MOST_REBUILDING and self.formatting > 2)
        )
        if too_much or len(self.open) >= MOST_DEPTH or len(match[0]) > MOST_TAG_CHARACTERS:
            self.dropped = True
            return ""
        self.rebuilding += self.formatting
        self.open.append(name)
        self.counts[name] = self.counts.get(name, 0) + 1
        self.formatting += is_formatting
        return match[0]

    def _close(self, name: str) -> None:
        if not self.counts.get(name):
            return
        # Whatever was left open inside closes with it; each element is popped once, so this stays linear.
        while self.open:
            last = self.open.pop()
            self.counts[last] -= 1
            self.formatting -= last in _FORMATTING
            if last == name:
                return
