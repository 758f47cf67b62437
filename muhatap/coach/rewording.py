"""The better sentence that fits in a finding's place: remembered words put in, verbs inflected anew, case kept.

{X}                  the remembered word as it was written
{X prog 1pl}         its verb in another tense and person (prog, fut, past, aor, opt); `able` before: can
{X noun 1pl}         its verbal noun with an owner: göndermemiz
{X base}             English: the verb as a dictionary has it
"""

import re
import unicodedata

from muhatap.coach.language import english, inflecting, turkish
from muhatap.coach.rulebook import Found
from muhatap.coach.text import Text, plain

_HOLE = re.compile(r"\{([A-Z])([^}]*)\}")


def better(text: Text, found: Found) -> str | None:
    """Return the first rewording of the rule that can be built here, or None."""
    for template in found.rule.better:
        filled = _filled(template, text, found)
        if filled is not None:
            return _cased(filled, text.raw[text.tokens[found.first].start : text.tokens[found.last - 1].end])
    return None


def _filled(template: str, text: Text, found: Found) -> str | None:
    missing = False

    def fill(hole: re.Match[str]) -> str:
        nonlocal missing
        place = found.hit.remembered.get(hole[1])
        word = _word(text, place, hole[2].split(), found.sentence.lang) if place is not None else None
        missing = missing or word is None
        return word or ""

    filled = _HOLE.sub(fill, template)
    return None if missing else filled


def _word(text: Text, place: tuple[int, int], form: list[str], lang: str) -> str | None:
    first, last = place
    if last <= first:
        return None
    token = text.tokens[last - 1]
    if not form:
        return text.raw[text.tokens[first].start : token.end]
    written = text.raw[token.start : token.end]
    if lang == "en":
        return english.base(token.word)
    written = unicodedata.normalize("NFC", written)
    parsed = turkish.any_verb(token.word)
    if parsed is None or len(written) != len(token.word):
        return None
    stem = _lowered(written)[: len(parsed[0])]
    if form == ["inf"]:
        return inflecting.infinitive(stem)
    *able, tense, person = form
    if tense == "noun":
        return inflecting.verbal_noun(stem, person=person)
    return inflecting.inflect(stem, tense=tense, person=person, able=bool(able))


def _cased(suggestion: str, replaced: str) -> str:
    letters = [letter for letter in replaced if letter.isalpha()]
    if len(letters) > 3 and all(letter.isupper() for letter in letters):
        return suggestion.replace("i", "İ").upper() if _is_turkish(suggestion) else suggestion.upper()
    if letters and letters[0].isupper() and suggestion[:1].islower():
        first = "İ" if suggestion[0] == "i" and _is_turkish(suggestion) else suggestion[0].upper()
        return first + suggestion[1:]
    return suggestion


def _is_turkish(text: str) -> bool:
    return any(letter in text for letter in "ıığşçöü") or not _ENGLISH.search(plain(text))


_ENGLISH = re.compile(r"\b(?:the|you|we|i|it|your|our|will|to|for|is)\b")


def _lowered(word: str) -> str:
    return word.replace("I", "ı").replace("İ", "i").lower()
