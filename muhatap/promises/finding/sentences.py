"""What of a draft is ours, in sentences: quoted lines, what stands below a quote, and the signature are not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Longer than any sentence that somebody means; what goes on is read in pieces, so that time stays linear.
LONGEST_SENTENCE = 600

_FOLD = {
    **str.maketrans("İIıÇçĞğÖöŞşÜüÂâÎîÛû", "iiiccggoossuuaaiiuu"),
    **str.maketrans("’‘´`ʼ＇", "''''''"),
    **str.maketrans("–—‑−‒", "-----"),
    **str.maketrans("“”„«»＂", '""""""'),
    **str.maketrans("\u00a0\u202f\u2009\t\r\x0b\x0c\u2028\u2029\x85", "      \n\n\n\n"),
}
_MARKS = re.compile(r"[\u0300-\u036f]")

_QUOTE = re.compile(r"\s*>")
_WROTE = re.compile(r"\b(?:wrote|yazdi) ?:\Z")
_WROTE_BEGINS = re.compile(r"\s{0,20}on [^\n]{0,200}?[0-9]")
_ORIGINAL = re.compile(
    r"\s*-{2,} ?(?:original message|forwarded message|ozgun ileti|orijinal mesaj|iletilen mesaj|yonlendirilen)"
)
_HEADER = re.compile(r"\s*(?:from|kimden|gonderen) ?: ?\S")
_HEADER_NEXT = re.compile(r"\s*(?:sent|date|to|gonderildi|gonderme tarihi|tarih|kime) ?:")
_SIGNATURE = re.compile(r"-- ?\Z")

_END = re.compile(
    r"[.!?…]+(?=[\"')\]]*(?:\s|\Z))|(?<=[^\W\d_]{3})[.!?](?=[^\W\d_])|;(?=\s)|\n[ ]*(?=\n|[-*•·]|[0-9]{1,2}[.)] )|\n"
)
_TITLE = re.compile(r"\b(?:mr|mrs|ms|dr|no|nr|tel|vb|vs|approx|est|e\.g|i\.e|bkz|sn|mah|cad|sok|apt)\Z")
_SHORT_FORM = re.compile(
    r"\b(?:[ap]\.?m|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|oca|sub|nis|haz"
    r"|tem|agu|eyl|eki|kas|ara)\Z"
)
# "5 p.m. tomorrow" and "Nov. 30" go on, "by 3 pm. Thank you" does not.
_MORE_TIME = re.compile(
    r" ?(?:[0-9]|tomorrow|today|tonight|on |and |or |at |by |to |in the |this |next |mon|tue|wed|thu|fri|sat|sun"
    r"|est\b|gmt\b|the [0-9])"
)
# "15. gün" goes on where "at 12. If" does not.
_ORDINAL = re.compile(r"(?:\A|[^0-9.:/])[0-9]{1,2}\Z")
_ORDERED = re.compile(
    r" ?(?:gun|hafta|ay|yil|sene|madde|kat|sira|kez|defa|kademe|taksit|adim|ocak|subat|mart|nisan|mayis|haziran|temmuz"
    r"|agustos|eylul|ekim|kasim|aralik|siparis|urun|paket|is gun)"
)
_WRAPPED = 55


@dataclass(frozen=True, slots=True)
class Sentence:
    """`start:end` in the folded draft; `asked` when it ends with a question mark."""

    start: int
    end: int
    asked: bool


class Draft:
    """A text with its folded form: small plain letters, one for one, and the way back to the text's own places."""

    def __init__(self, text: str) -> None:
        self.text = text
        # "ş" as two characters is one letter, and so is the "i̇" that lower-casing makes of "İ": no mark is kept.
        self._places: Sequence[int] = (
            range(len(text))
            if not _MARKS.search(text)
            else [place for place, sign in enumerate(text) if not "\u0300" <= sign <= "\u036f"]
        )
        plain = text if isinstance(self._places, range) else _MARKS.sub("", text)
        self.folded = plain.translate(_FOLD).lower()

    def own(self, start: int, end: int) -> tuple[int, int]:
        """Return where folded `start:end` stands in the text itself."""
        return self._places[start], self._places[end] if end < len(self._places) else len(self.text)


def sentences(folded: str) -> Iterator[Sentence]:
    """Yield the sentences that the writer of the draft says."""
    for start, end in _own_stretches(folded):
        yield from _split(folded, start, end)


def _own_stretches(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of whole lines that are neither quoted nor below a quote's heading."""
    begins = place = 0
    lines = folded.splitlines(keepends=True) if "\n" in folded else [folded]
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _QUOTE.match(line):
            if begins < place:
                yield begins, place
            begins = place + len(line)
        elif _closes(line, following):
            answered_below = any(_QUOTE.match(next_) for next_ in lines[number + 1 : number + 4])
            if begins < place:
                yield begins, place
            if not answered_below:
                return
            begins = place + len(line)
        place += len(line)
    if begins < place:
        yield begins, place


def _closes(line: str, following: str) -> bool:
    """Whether everything below this line is somebody else's, or the signature."""
    if len(line) > LONGEST_SENTENCE:
        return False
    bare = line.strip()
    if _WROTE.search(bare[-10:]):
        return bool(re.search("[0-9@<]", bare)) or bare.startswith("on ")
    if _ORIGINAL.match(bare) or _SIGNATURE.match(line.rstrip("\n")):
        return True
    if _HEADER.match(bare) and _HEADER_NEXT.match(following[:80]):
        return True
    return following.strip()[-6:] == "wrote:" and bool(_WROTE_BEGINS.match(line))


def _split(folded: str, start: int, end: int) -> Iterator[Sentence]:
    begins = start
    for match in _END.finditer(folded, start, end):
        if match.start() < begins or _goes_on(folded, begins, match.start(), match.end(), end):
            continue
        yield from _pieces(folded, begins, match.start(), "?" in match.group())
        begins = match.end()
    if begins < end:
        yield from _pieces(folded, begins, end, asked=False)


def _goes_on(folded: str, begins: int, at: int, after: int, end: int) -> bool:
    """Whether the sentence goes on behind this mark: "15. gün", "5 p.m.", a line that was only wrapped."""
    if folded[at] == ".":
        before = folded[max(begins, at - 8) : at]
        if before[-1:].isdigit():
            return bool(_ORDINAL.search(before) and _ORDERED.match(folded, after, end))
        if _TITLE.search(before):
            return folded[after : after + 2].strip(" ")[:1].isalnum()
        return bool(_SHORT_FORM.search(before) and _MORE_TIME.match(folded, after, end))
    if folded[at] == "\n":
        return at - folded.rfind("\n", begins, at) > _WRAPPED and folded[after : after + 1].isalnum() and after < end
    return False


def _pieces(folded: str, start: int, end: int, asked: bool) -> Iterator[Sentence]:
    while end - start > LONGEST_SENTENCE:
        cut = folded.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        yield Sentence(start, cut, asked=False)
        start = cut
    if folded[start:end].strip():
        yield Sentence(start, end, asked)
