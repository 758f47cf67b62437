"""Who will do something, in Turkish, over folded text: the ending says it, the stem decides.

"Yarın arayacağım", "iletirim", "dönüş sağlayacağız", "iade edilecektir", "hesabınıza geçecek" are ours. Questions
("döneyim mi"), what the customer is to do ("göndereceksiniz"), what is denied ("yapamayacağız"), reported ("gelecek
denmiş") or wished ("umarım gelir"), and what holds in general ("14 gün içinde yapılır") are not.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto

from muhatap.promises.finding import words_tr as words
from muhatap.promises.finding.heads import Head, Stop

_OFFERED = 0.5
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class Form(Enum):
    """The endings that may promise."""

    FUTURE = auto()
    FUTURE_OTHER = auto()
    FUTURE_YOU = auto()
    PRESENT = auto()
    PRESENT_OTHER = auto()
    AORIST = auto()
    AORIST_OTHER = auto()
    OPTATIVE = auto()
    FUTURE_NOUN = auto()


# The first that fits; each takes the ending off, so that the stem is left.
_ENDINGS = (
    (
        Form.FUTURE,
        re.compile(r"y?[aeiu]c[ae](?:g[iu]?)?[mz]\Z|[iu]yc[ae][mz]\Z|y?[aeiu]c[aei]?g+[iu]?[mz]\Z|y?[aeiu]cag?[iu]m\Z"),
    ),
    (Form.FUTURE_YOU, re.compile(r"y?[aeiu]c[ae][kg]s[iu]n(?:[iu]z)?(?:d[iu]r)?\Z")),
    (Form.FUTURE_OTHER, re.compile(r"y?[aeiu]c[ae][kg](?:t[iu]r|l[ae]r(?:d[iu]r)?)?\Z")),
    (Form.FUTURE_NOUN, re.compile(r"y?[aeiu]c[ae]g[iu](?:m|m[iu]z|n)?(?:[iu]|[ae]|nd[ae]n|d[ae]n"
        r"|n[iu]n|n[iu]|n[ae])\Z")),
    (Form.PRESENT, re.compile(r"[iu]?yor?(?:um|uz|m|z)\Z")),
    (Form.AORIST, re.compile(r"(?:[aeiu])?r[iu][mz]\Z|[aeiu]rz\Z")),
    # "Yapcam", "iletcez" look like nouns ("parçam"): only of the verbs that are listed.
    (Form.OPTATIVE, re.compile(r"(?<=[prtkn])c[ae][mz]\Z")),
    (Form.PRESENT_OTHER, re.compile(r"[iu]?yor(?:l[ae]r)?\Z")),
    (Form.OPTATIVE, re.compile(r"y?[ae](?:y[iu]|l[iu])m\Z")),
    (Form.AORIST_OTHER, re.compile(r"(?<=[lns])[iu]r\Z|(?<=gec)er\Z|(?<=yat)ar\Z|(?<=cik)ar\Z")),
)  # fmt: skip
# What every one of them has in it: most words are sent on their way by this alone.
_MAY_PROMISE = re.compile(r"c[aei]|yor|yo[mz]\Z|(?:r[iu]?[mz]|[yl][iu]m|[ieua]r|[iu]p)(?:'|\Z)")
_NEGATIVE = re.compile(
    r"m[aeiu](?:y[aeiu]c[aei]|yor)|m[iu]c[ae][mz]\Z|m[iu]yor|m[ae]z(?:l[ae]r|s[iu]n[iu]z)?\Z|m[ae](?:m|y[iu]z)\Z"
)
_THEIRS = re.compile(r"c[ae]g[iu](?:n[iu]|n[ae]|nd[ae]n)\Z")
_WITH = re.compile(r"(?:\A|[a-z])(?:ile|l[ae]|konuyu|bunu|durumu)\Z")
_QUESTION = re.compile(r"m[iu](?:y[iu]m|y[iu]z|s[iu]n(?:[iu]z)?|yd[iu].*|d[iu]r)?\Z")
_REPORTED = re.compile(
    r"(?:diye|de[dm]i.*|den(?:il)?(?:di|mis).*|diyor.*|demek.*|soyle(?:n|di|mis|yen|nen|dig).*"
    r"|belirtil.*|yaz(?:iyor|mis|il).*"
    r"|bildiril(?:di|mis).*|zannet.*|san(?:di|mis).*|dusun.*|olup|idi.*)\Z"
)
_FINITE = re.compile(r"(?:[dt][iu]|m[iu]s|yor|c[ae]k|[aeiu]r|var|yok)\Z")
_ONCE = re.compile(r"(?:idim|idik|iken|ise|degil)\Z")
# "Ayırdı, …" ends a clause; before anything but a comma, "saati" and "kaydı" look like it.
_DONE = re.compile(r"[a-z]{3}[dt][iu]\Z")
_GOING_ON = re.compile(r"[iu]yor(?:um|uz|l[ae]r|d[iu].*)?\Z")
_BEFORE_BEING = re.compile(r"m[iu]s\Z")
_WITHOUT = re.compile(r"m[ae]d[ae]n\Z")
_JOINED = re.compile(r"[^\W_]{1,40}[iu]p\Z")
_EVENT = re.compile(
    r".{2,}(?:[dt][iu]kt[ae]n|[dt][iu]g[iu](?:n|m|m[iu]z|n[iu]z)d[ae]|[iu]nc[ae]|[dt][iu]g[iu])\Z"
    r"|(?:it[iy]baren|takiben|muteakip|sonrasi(?:nda)?)\Z"
)
_RELATIVE = re.compile(
    r".{2,}[dt][iu]g[iu](?:n|m)?(?:[iu]z)?(?:[iu]|[ae]|d[ae]n?|[iu]n)?(?:l[ae]r[iu].*)?\Z"
    r"|.{2,}(?:[iu]l|[iu]n|l[ae]n)[ae]n\Z"
)
_CONDITION = re.compile(
    r".{1,}(?:[aeiu]r|m[ae]z|yor|m[iu]s|c[ae]k|d[iu]y)s[ae](?:n[iu]z|k|m|l[ae]r)?\Z|.{3,}s[ae]n[iu]z\Z"
    r"|uygunsa|varsa|yoksa|gerekirse|olursa"
)
_FINITE_PAST = re.compile(
    r"(?:ver|al|yap|gonder|ilet|gel|git|ol|et|bildir|ara|sor|bekle|konus|gorus|soyle|de|cik|ulas|kal"
    r"|ac|yaz|basla|incele"
    r"|.{2,}(?:[iu]l|[iu]n|l[ae]n|t[iu]r|l[ae]|r[iu]t))(?:[dt][iu](?:m|k|n[iu]z|l[ae]r)?"
    r"|m[iu]s(?:t[iu].*|s[iu]n[iu]z|[iu][mz])?)\Z"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the sentence, at `start:end` of the folded draft."""

    text: str
    start: int
    end: int


def read(folded: str, start: int, end: int, *, asked: bool) -> tuple[list[Head], list[Stop]]:
    """Return the verbs of a sentence that promise, and those that keep times from them, in order."""
    tokens = [Word(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded, start, end)]
    found = {
        place: head
        for place, token in enumerate(tokens)
        if (_MAY_PROMISE.search(token.text) or token.text in words.WITH_YOU)
        and (head := _head(tokens, place, folded, end, asked)) is not None
    }
    if not found:
        return [], []
    stops = [stop for place in range(len(tokens)) if place not in found and (stop := _stop(tokens, place, folded))]
    return _with_mood(list(found.values()), stops, [token.text for token in tokens]), stops


def _with_mood(heads: list[Head], stops: list[Stop], texts: list[str]) -> list[Head]:
    """Return the heads as sure as the words around them let them be."""
    present = set(texts)
    if present & words.HOPES:
        return []
    factor = 0.75 if present & words.HEDGES else 1.0
    if present & words.IN_GENERAL:
        factor *= 0.6
    moody = []
    for head in heads:
        conditional = any(stop.conditional and stop.end <= head.start for stop in stops)
        # "Dilerseniz yarın arayabilirim" is an offer.
        if not (conditional and head.confidence <= _OFFERED):
            moody.append(replace(head, confidence=head.confidence * factor * (0.8 if conditional else 1)))
    return moody


def _head(tokens: list[Word], place: int, folded: str, end: int, asked: bool) -> Head | None:
    token = tokens[place]
    text = token.text.partition("'")[0]
    before = tokens[place - 1].text if place else ""
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if len(text) < 4 or len(text) > 40:
        return _here(token, before, after, folded, end)
    if text == "soz" or (
        text in words.GIVING and before in ("soz", "sozu", "sozunu", "garanti", "garantisi", "garantisini")
    ):
        return None if text == "soz" else Head(tokens[place - 1].start, token.end, 0.9)
    if _JOINED.match(text) and text not in words.NOT_JOINED and not _NEGATIVE.search(text):
        return Head(token.start, token.end, 0.8, joined=True)
    form, stem = _form(text)
    if form is None:
        return _here(token, before, after, folded, end)
    if _NEGATIVE.search(text) or _QUESTION.match(after) or _ONCE.match(after) or _REPORTED.match(after):
        return None
    if _is_asked(tokens, place, asked):
        return None
    confidence, timed_only = _confidence(form, stem, before, tokens, place, folded, end)
    if not confidence:
        return None
    return Head(token.start, token.end, confidence, timed_only)


def _form(text: str) -> tuple[Form | None, str]:
    for form, ending in _ENDINGS:
        match = ending.search(text)
        if match and match.start() >= 2:
            return form, text[: match.start()]
    return None, text


def _here(token: Word, before: str, after: str, folded: str, end: int) -> Head | None:
    """Read "yarın sizde", "cuma elinizde": a promise without a verb."""
    if token.text not in words.WITH_YOU or not _is_last(after, token.end, folded, end):
        return None
    return Head(token.start, token.end, 0.65, timed_only=True)


def _is_last(after: str, place: int, folded: str, end: int) -> bool:
    """Whether the clause ends here; a future form before a noun is only its adjective ("yapılacak işlem")."""
    between = folded[place : min(end, place + 3)].strip()
    return not after or (bool(between) and not between[0].isalnum()) or after in words.MAY_FOLLOW


def _is_asked(tokens: list[Word], place: int, asked: bool) -> bool:
    """Whether this is a question, with its mark or without: "nasıl halledeceğiz"."""
    for number in range(place - 1, max(-1, place - 6), -1):
        token, before = tokens[number], tokens[number - 1].text if number else ""
        if _RELATIVE.match(token.text) or token.text.endswith(("ini", "ina", "ine")):
            break
        # "Yarın mı göndereceğiz" asks; "geldi mi soracağım" does not.
        if _QUESTION.match(token.text):
            return not _FINITE.search(before)
        if token.text in words.QUESTION_WORDS and (token.text != "kac" or before not in ("bir", "bi")):
            return True
    if not asked:
        return False
    rest = [token.text for token in tokens[place + 1 :]]
    if any(_QUESTION.match(text) or text in words.TAGS for text in rest):
        return False
    return not rest or any(token.text in words.QUESTION_WORDS for token in tokens[:place])


def _confidence(
    form: Form, stem: str, before: str, tokens: list[Word], place: int, folded: str, end: int
) -> tuple[float, bool]:
    """Return how surely this form of this stem promises, and whether only with a time; 0 when it does not."""
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    root = stem.rstrip("aeiu") if len(stem) > 2 else stem
    if form is Form.FUTURE_NOUN:
        ours = _is_passive(stem) or (_does(root, before) and not _THEIRS.search(tokens[place].text))
        return (0.75, False) if ours and _assured(tokens, place) else (0, False)
    if (before, root) in words.NOT_OURS or root in words.NEVER or (root == "gorus" and not _WITH.search(before)):
        return 0, False
    if form is Form.FUTURE:
        return _future(root, stem, before)
    if form is Form.PRESENT:
        return _present(root, before, tokens, place)
    if form is Form.AORIST:
        if stem.endswith(("bil",)):
            return (_OFFERED, True) if _does(stem[:-3].rstrip("aeiuy"), before) else (0, False)
        # "Cevaplarım" is also "my answers".
        return (
            (0.75, root in words.ALSO_NOUNS and tokens[place].text.endswith("rim") and before not in words.NO_OWNER)
            if _does(root, before)
            else (0, False)
        )
    if form is Form.OPTATIVE:
        return (0.6, tokens[place].text == "bakalim") if _does(root, before) else (0, False)
    if not _is_last(after, tokens[place].end, folded, end):
        return 0, False
    if form is Form.FUTURE_YOU:
        return (0.75, root in ("gor", "gorebil")) if _is_passive(stem) or root in words.YOU_WILL_HAVE else (0, False)
    if form is Form.PRESENT_OTHER:
        arrives = root in words.OUTCOMES or (before, root) in words.PASSED_ON or root in words.PASSED_ON
        return (0.45, True) if arrives else (0, False)
    if form is Form.AORIST_OTHER:
        yours = any(words.YOURS.match(token.text) for token in tokens[:place])
        there = root == "ol" and before in words.BEING_OUTCOME
        return (0.5 if there else 0.45, True) if yours or there else (0, False)
    if _by_you(tokens, place):
        return 0, False
    if _is_passive(stem):
        return (0.85 if tokens[place].text.endswith(("tir", "tur")) else 0.8), False
    return (0.7, False) if _outcome(root, stem, before) else (0, False)


def _future(root: str, stem: str, before: str) -> tuple[float, bool]:
    if root == "ol":
        fits = before in words.BEING or re.search(r"(?:yor|m[iu]s)\Z", before)
        return (0.92 if fits and before not in words.WAITING else 0), False
    if stem.endswith("bil"):
        return 0.75, True
    if root in words.TRYING:
        return 0.6, False
    return 0.95, False


def _present(root: str, before: str, tokens: list[Word], place: int) -> tuple[float, bool]:
    if root in words.RETURNING or (before in words.ANSWERS and root in ("yap", "ver", "sagl")):
        # "Arıyorum" is also "I am looking for".
        alone = root == "ar" and not (before in ("sizi", "hemen", "tekrar", "simdi") or _JOINED.match(before))
        return 0.75, alone
    if not _does(root, before):
        return (0.55, True) if root not in words.STATES else (0, False)
    near = {token.text for token in tokens[max(0, place - 4) : place]}
    if root in words.PLANNING:
        return 0.5, True
    return 0.7, not near & words.AT_ONCE


def _does(root: str, before: str) -> bool:
    """Whether this is an act of a shop's, as "ilet-", "kontrol ed-"."""
    if root in ("gorus", "konus"):
        return bool(_WITH.search(before))
    if root in ("ed", "et", "yap", "ver", "sagl", "al", "gec", "at", "ac", "ol", "kes", "cik"):
        return before in words.LIGHT[root if root != "et" else "ed"]
    return root in words.ACTS


def _outcome(root: str, stem: str, before: str) -> bool:
    if root == "ol":
        return before in words.BEING_OUTCOME or bool(re.search(r"m[iu]s\Z", before))
    return root in words.OUTCOMES or _does(root, before)


def _is_passive(stem: str) -> bool:
    if stem.endswith("bil"):
        stem = stem[:-3].rstrip("aeiuy")
    return len(stem) > 2 and stem.endswith(("il", "ul", "in", "un", "an", "en")) and stem not in words.NOT_PASSIVE


def _by_you(tokens: list[Word], place: int) -> bool:
    return any(
        token.text in ("tarafinizdan", "sizden")
        or (token.text == "sizin" and tokens[number + 1].text not in ("icin", "adiniza"))
        for number, token in enumerate(tokens[:place])
    )


def _assured(tokens: list[Word], place: int) -> bool:
    """Whether "yarın göndereceğimizi" is followed by "belirtmek isteriz" and the like."""
    rest = [token.text for token in tokens[place + 1 : place + 7]]
    return any(words.ASSURES.match(text) and not _NEGATIVE.search(text) for text in rest)


def _stop(tokens: list[Word], place: int, folded: str) -> Stop | None:
    token = tokens[place]
    text = token.text
    if len(text) < 4 or len(text) > 40 or text in words.NO_STOP:
        return None
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if _EVENT.match(text):
        before = tokens[place - 1].text if place else ""
        from_now = before in words.FROM_NOW or text in words.FROM_NOW_SELF
        return None if from_now else Stop(token.start, token.end, event=True)
    if text in ("sonra", "sonraki") and place and words.EVENT_NOUN.match(tokens[place - 1].text):
        return Stop(token.start, token.end, event=True)
    if _CONDITION.match(text) or text in ("halinde", "takdirde", "durumunda"):
        return Stop(token.start, token.end, conditional=True)
    if _QUESTION.match(following):
        return None
    if _RELATIVE.match(text) or _FINITE_PAST.match(text) or words.IMPERATIVE.match(text):
        return None if _BEFORE_BEING.search(text) and following.startswith("ol") else Stop(token.start, token.end)
    if following[:2] != "ol" and (_GOING_ON.search(text) or (_DONE.search(text) and folded.startswith(",", token.end))):
        return Stop(token.start, token.end)
    if text == "once" and place and _WITHOUT.search(tokens[place - 1].text):
        return Stop(token.start, token.end)
    return None
