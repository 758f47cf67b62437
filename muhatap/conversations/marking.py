"""What was found, shown: the words around it and the marks on them. Pure: no database."""

import html
import re
import unicodedata

from django.utils.safestring import SafeString, mark_safe

from muhatap.core.turkish import fold

SNIPPET_BEFORE, SNIPPET_LENGTH = 60, 220

Pattern = re.Pattern[str] | None


def snippet(text: str, pattern: Pattern) -> SafeString:
    """Return the words around the first place found, as safe HTML with `<mark>`; the beginning when there is none."""
    text = unicodedata.normalize("NFC", text)
    folded = _aligned(text)
    first = pattern.search(folded) if pattern and folded is not None else None
    start = max(0, first.start() - SNIPPET_BEFORE) if first else 0
    # Begin with a whole word.
    if start:
        space = text.find(" ", start, start + SNIPPET_BEFORE)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + SNIPPET_LENGTH)
    body = marked(" ".join(text[start:end].split()), pattern)
    return mark_safe(("… " if start else "") + body + (" …" if end < len(text) else ""))  # noqa: S308


def marked(text: str, pattern: Pattern) -> SafeString:
    """Return the text as safe HTML, with what was found in `<mark>`."""
    text = unicodedata.normalize("NFC", text)
    folded = _aligned(text)
    if pattern is None or folded is None:
        return mark_safe(html.escape(text))  # noqa: S308
    pieces, at = [], 0
    for found in pattern.finditer(folded):
        pieces += [
            html.escape(text[at : found.start()]),
            f"<mark>{html.escape(text[found.start() : found.end()])}</mark>",
        ]
        at = found.end()
    return mark_safe("".join(pieces) + html.escape(text[at:]))  # noqa: S308


def _aligned(text: str) -> str | None:
    """Return the folded text if each letter stands where it stood; else what was found cannot be pointed at."""
    folded = fold(text)
    return folded if len(folded) == len(text) else None
