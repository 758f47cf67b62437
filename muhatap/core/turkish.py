"""Turkish text as people type it: one fold for indexing and asking, alphabetical order, five-letter stems.

Everything that is searched passes through here before it reaches the database, so asking and indexing cannot differ.
The measured choice is explained in docs/build/decisions/0005-search.md.
"""

import re
import unicodedata

STEM_LENGTH = 5

_FOLD = str.maketrans(
    "İIıÇçĞğÖöŞşÜüÂâÎîÛû",
    "iiiccggoossuuaaiiuu",
)
_WORD = re.compile(r"[^\W_]+")
_ALPHABET = {letter: position for position, letter in enumerate("abcçdefgğhıijklmnoöpqrsştuüvwxyz")}


def fold(text: str) -> str:
    """Return the text as search compares it: Turkish letters to their plain ones, then lower case.

    `İADE`, `IADE` and `iade` give the same; so do `sipariş` and `siparis`. Never used for display.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLD).lower()


def words(text: str) -> list[str]:
    """Return the folded words of a text in order: runs of letters and digits."""
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """Return the part of a folded word that its inflected forms share: its first five letters; numbers stay whole.

    Turkish inflects at the end (`kargo`, `kargom`, `kargomun`), so a short prefix finds them all; measured 41 of 42
    queries right where PostgreSQL's own `turkish` dictionary gets 28.
    """
    return word if word.isdigit() else word[:STEM_LENGTH]


def sort_key(text: str) -> tuple[int, ...]:
    """Return a key that orders names as a Turkish dictionary does: c before ç, ı before i."""
    lowered = text.replace("I", "ı").replace("İ", "i").lower()
    return tuple(_ALPHABET.get(letter, 1000 + ord(letter)) for letter in lowered)
