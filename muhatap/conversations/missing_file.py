"""Whether a text speaks of a file that goes with it: the words of Turkish and English, in what was written now."""

import re

# `ek` has many sons: "ek olarak" (besides), "ekte", "ekim" (October), "ekip" (team). Only forms that point at a file.
_TURKISH = r"""
    (?<!\w)ek(?:te(?:ki\w*|dir\w*|yim)?|li(?:dir)?|inde|indeki\w*|imde|imizde|ler(?:de|deki|i|im)\w*)(?!\w)
  | (?<!\w)ekled(?:im|ik)(?!\w) | (?<!\w)ekliyor(?:um|uz)(?!\w) | (?<!\w)ekled(?:iğim|iğimiz)\w*
  | (?<!\w)ili[şs]ik(?:te|teki\w*|tir)?(?!\w)
"""
_ENGLISH = r"""
    (?<!\w)(?:(?:is|are|have|has|i['’]ve|i|we|find|see|the|please\ find)\s+)attached(?!\w)
  | (?<!\w)attached\s+(?:is|are|you|please|file|the|invoice|photo|picture|document)\w*
  | (?<!\w)(?:see|in)\s+the\s+attach(?:ment|ments|ed)(?!\w)
  | (?<!\w)(?:i|we)(?:\s+am|['’]m|\s+are|['’]re)?\s+attach(?:ing)?(?!\w)
  | (?<!\w)(?:is|are|find)\s+enclosed(?!\w) | (?<!\w)enclosed\s+(?:is|are|you|please)(?!\w)
"""
_WORDS = re.compile(f"{_TURKISH}|{_ENGLISH}", re.IGNORECASE | re.VERBOSE)
_CAPITALS = str.maketrans({"İ": "i", "I": "ı"})
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)


def is_promised(text: str) -> bool:
    """Say whether the text, without its quotes, points at an attachment."""
    own = _QUOTED.sub("", text)
    # "İLİŞİKTE" and "EKLİ" fold the Turkish way, "IS ATTACHED" the English way.
    return any(_WORDS.search(form) for form in (own.translate(_CAPITALS).lower(), own.lower()))
