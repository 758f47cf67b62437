"""Sentences that a worker keeps in a row and somebody reads later in their own language."""

import re

from django.utils.translation import gettext

_VALUE = re.compile(r"%\((\w+)\)s")
_known: dict[str, re.Pattern[str]] = {}


def known(sentence: str) -> str:
    """Remember a sentence (marked with `gettext_noop`) so that it can be told in another language later."""
    pieces = _VALUE.split(sentence)
    _known[sentence] = re.compile(
        "".join(f"(?P<{piece}>.*?)" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    )
    return sentence


def say(sentence: str, **values: object) -> str:
    """Fill in the values, in English."""
    return sentence % values


def in_words(kept: str) -> str:
    """Return a kept sentence in the current language."""
    for sentence, pattern in _known.items():
        if match := pattern.fullmatch(kept):
            return gettext(sentence) % match.groupdict()
    return kept
