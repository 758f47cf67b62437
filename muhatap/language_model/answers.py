"""What a language model wrote, made into plain text as if it had been pasted. Pure.

It is a stranger's text: the customer's words may have told it what to write. No markup of it is kept, nothing in it is
looked up, and names in braces, which would be filled when the reply is sent, are taken apart.
"""

import re
import unicodedata
from dataclasses import dataclass

# More is no reply.
LONGEST = 8_000
MOST_SOURCES = 20

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*```[\w-]{0,20}[ \t]*$\n?", re.MULTILINE)
_BREAK = re.compile(r"<br[ /]{0,2}>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:[a-z][a-z0-9]{0,12})(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_LINKED = re.compile(r"!?\[([^\[\]\n]{1,200})\]\((?:[^()\n]{1,500})\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,300}?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[*•][ \t]+", re.MULTILINE)
_SOURCES = re.compile(r"^[ \t]*(?:SOURCES|KAYNAKLAR|USED)[ \t]*:[ \t]*([0-9 ,;S]{0,80})[ \t.]*$", re.MULTILINE)
_BRACED = re.compile(r"([{}])(?=\1)")
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Answer:
    """A cleaned answer, and the numbers of the sources that it says it was made from."""

    text: str
    used: tuple[int, ...] = ()
    is_cut: bool = False


def read(written: str) -> Answer:
    """Return what was written as plain text, without what was thought aloud before it."""
    text = _THOUGHT.sub("", written[: LONGEST * 8])
    text = "".join(
        sign for sign in text.replace("\r\n", "\n") if sign in "\n\t" or unicodedata.category(sign)[0] != "C"
    )
    used = _used(text)
    text = _SOURCES.sub("", text)
    text = _TAG.sub("", _BREAK.sub("\n", _FENCE.sub("", text)))
    text = _STRONG.sub(r"\2", _LINKED.sub(r"\1", text))
    text = _BULLET.sub("- ", _HEADING.sub("", text))
    text = unbraced(text)
    text = _GAPS.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
    return Answer(text[:LONGEST], used, is_cut=len(text) > LONGEST)


def unbraced(text: str) -> str:
    """Return a text in which nothing is a value that would be filled in on sending (`conversations.values`)."""
    return _BRACED.sub(r"\1 ", text)


def _used(text: str) -> tuple[int, ...]:
    numbers = [int(each) for found in _SOURCES.finditer(text) for each in re.findall(r"[0-9]{1,3}", found[1])]
    return tuple(dict.fromkeys(numbers))[:MOST_SOURCES]
