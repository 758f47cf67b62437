"""Sentences that are kept in a row and read later, by people of different languages.

A fetcher has no reader whose language it could ask. So it keeps the English sentence with its values, and whoever shows
it calls `in_words`, which finds the sentence's pattern and says it in the reader's language.
"""

import functools
import re

from django.utils.translation import gettext

LONGEST = 500

_VALUE = re.compile(r"%\((\w+)\)s")
_known: list[str] = []


def known(sentence: str) -> str:
    """Remember a sentence (marked with `gettext_noop`) so that it can be told in another language later."""
    _known.append(sentence)
    _patterns.cache_clear()
    return sentence


def say(sentence: str, **values: object) -> str:
    """Fill in the values, in English, as short as the column that keeps it."""
    return (sentence % values)[:LONGEST]


def in_words(kept: str) -> str:
    """Return a kept sentence in the current language; as it is when it is none of ours (a server's own words)."""
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(kept):
            return gettext(sentence) % match.groupdict()
    return kept


@functools.cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(sentence, _pattern(sentence)) for sentence in _known]


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = _VALUE.split(sentence)
    # Text and names of values take turns.
    source = "".join(
        f"(?P<{piece}>.*?)" if index % 2 else re.escape(piece.replace("%%", "%")) for index, piece in enumerate(pieces)
    )
    return re.compile(source, re.DOTALL)
