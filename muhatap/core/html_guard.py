"""Keeps HTML parsers out of the corners where they take minutes: deep nesting and unclosed formatting.

Every HTML parser that follows the standard needs quadratic time for some inputs (a hundred thousand
nested elements; hundreds of open `<b>` rebuilt in each paragraph). No mail program writes such mail, so
tags beyond a generous bound are dropped before any parser sees them. Text is never dropped.

The count errs on the high side: an end tag closes here only what the standard lets it close.
Source: https://html.spec.whatwg.org/multipage/parsing.html (§13.2.5 tokens, §13.2.6.4.7 "in body").
"""

import re

MOST_DEPTH = 200
MOST_OPEN_FORMATTING = 40
# Formatting elements that a parser would open again in later blocks, over the whole mail.
MOST_REBUILDING = 100_000
# Parsers compare every attribute of a tag with all others.
MOST_ATTRIBUTES = 300

_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
# These close themselves when the next one opens, hold nothing, or are closed without regard to the others.
_NOT_NESTING = frozenset(
    """
    area base basefont bgsound body br col colgroup dd dt embed form frame head hr html img input keygen li link meta
    option p param rb rp rt rtc source tbody td tfoot th thead tr track wbr
    """.split()  # noqa: SIM905
)
# An end tag does not reach what stands outside of these.
_BARRIERS = frozenset(
    """
    annotation-xml applet caption desc foreignobject marquee math mi mn mo ms mtext noscript object select svg table
    template
    """.split()  # noqa: SIM905
)
_SPECIAL = _BARRIERS | frozenset(
    """
    address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer
    frameset h1 h2 h3 h4 h5 h6 header hgroup listing main menu nav ol plaintext pre search section summary ul
    """.split()  # noqa: SIM905
)

_ATTRIBUTES = r"(?:[\s/]+|(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\s>]*+))?)*+"
_TOKEN = re.compile(
    # Comments and raw text hold no tags, whatever they look like.
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])"
    + _ATTRIBUTES
    + r">.*?(?:</(?P=raw)(?=[\s/>])|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>" + _ATTRIBUTES + r")>?",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"[^\s/>=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?")


def tame(html: str) -> str:
    """The same HTML without the tags that nest deeper than any mail does. Linear in its length."""
    if html.count("<") < MOST_OPEN_FORMATTING and len(html) < 10_000:
        return html
    keeper = _Keeper()
    tamed = _TOKEN.sub(keeper.keep, html)
    return tamed if keeper.dropped else html


class _Keeper:
    def __init__(self) -> None:
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.formatting = 0
        self.rebuilding = 0
        self.dropped = False

    def keep(self, match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        if not name:
            return match[0]
        if match["end"]:
            if self.counts.get(name):
                self._close(name)
            return match[0]
        if len(match["attributes"]) > 2_000 and len(_ATTRIBUTE.findall(match["attributes"])) > MOST_ATTRIBUTES:
            return self._drop()
        self.rebuilding += self.formatting
        if name in _NOT_NESTING:
            return match[0]
        if len(self.open) >= MOST_DEPTH or (name in _FORMATTING and self._has_enough_formatting()):
            return self._drop()
        self.open.append(name)
        self.counts[name] = self.counts.get(name, 0) + 1
        self.formatting += name in _FORMATTING
        return match[0]

    def _has_enough_formatting(self) -> bool:
        return self.formatting >= MOST_OPEN_FORMATTING or (self.rebuilding > MOST_REBUILDING and self.formatting > 2)

    def _drop(self) -> str:
        self.dropped = True
        return ""

    def _close(self, name: str) -> None:
        stops = _BARRIERS if name in _SPECIAL else _SPECIAL
        if name in _FORMATTING:
            stops = frozenset()
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] == name:
                # Formatting closes alone and leaves what stands in it; everything else closes its contents.
                self._forget(index, index + 1 if name in _FORMATTING else len(self.open))
                return
            if self.open[index] in stops:
                return

    def _forget(self, start: int, end: int) -> None:
        for name in self.open[start:end]:
            self.counts[name] -= 1
            self.formatting -= name in _FORMATTING
        del self.open[start:end]
