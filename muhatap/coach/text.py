"""A draft cut into words and sentences, with offsets in code points. Pure, one pass, no word is looked at twice."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from muhatap.core.turkish import fold

# Longer runs of letters are no words (base64, a key held down): they keep their place and are compared with nothing.
LONGEST_WORD = 40
URL = "\x00url"
EMAIL = "\x00mail"
NUMBER = "\x00number"

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S{1,2000})"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
    r"|(?P<number>[0-9]+(?:[.,:/][0-9]+)*)"
    r"|(?P<word>[^\W\d_](?:[^\W_]|[\u0300-\u036f])*(?:['’´`][^\W\d_](?:[^\W_]|[\u0300-\u036f])*)*)"
    r"|(?P<lines>\n\s*)"
    r"|(?P<end>[.!?…。؟]+)"
    r"|(?P<mark>[^\w\s])"
)
_BREAKING = frozenset(",;:()[]{}-–—•·*|=<>،؛")
_SHORT = frozenset(
    {"no", "nr", "tel", "dr", "vb", "vs", "mah", "sok", "sk", "cad", "cd", "bkz", "mr", "mrs", "ms", "apt", "av", "st"}
)
_CONTRACTED = {
    "can't": ("can", "not"), "cant": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"),
    "wont": ("will", "not"), "shan't": ("shall", "not"), "ain't": ("is", "not"), "let's": ("let", "us"),
    "im": ("i", "am"), "ive": ("i", "have"), "youre": ("you", "are"), "youve": ("you", "have"),
    "youll": ("you", "will"), "thats": ("that", "is"), "weve": ("we", "have"), "theyre": ("they", "are"),
    "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"),
    "wasnt": ("was", "not"), "couldnt": ("could", "not"), "shouldnt": ("should", "not"), "wouldnt": ("would", "not"),
    "havent": ("have", "not"), "hasnt": ("has", "not"), "arent": ("are", "not"), "werent": ("were", "not"),
}  # fmt: skip
_TAILS = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'m": "am", "'d": "would", "'s": "is"}
_HOLDS_S = frozenset({"it", "that", "there", "what", "here", "who", "he", "she", "where", "how"})


@dataclass(frozen=True, slots=True)
class Token:
    """`draft[start:end]`; `word` is the folded form that rules compare, or one of URL, EMAIL, NUMBER."""

    start: int
    end: int
    word: str
    # A comma, bracket, dash or colon stands before it.
    is_after_mark: bool = False


@dataclass(slots=True)
class Sentence:
    """Words of one sentence (`tokens[first:last]` of the text) and how it ends: "?", "!", "." or ""."""

    start: int
    end: int
    first: int
    last: int
    ending: str = ""
    paragraph: int = 0
    line: int = 0
    lang: str = ""
    is_bullet: bool = False
    says: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its words and sentences; what is quoted (lines with ">") or code is in neither."""

    raw: str
    tokens: list[Token]
    sentences: list[Sentence]

    def words(self, sentence: Sentence) -> list[str]:
        return [token.word for token in self.tokens[sentence.first : sentence.last]]

    def said(self, sentence: Sentence) -> str:
        return self.raw[sentence.start : sentence.end]


def read(raw: str) -> Text:
    """Cut a text of any size into words and sentences, in time that grows with its length."""
    cutter = _Cutter(raw)
    for start, end in _own_parts(raw):
        cutter.take(start, end)
    return Text(raw, cutter.tokens, cutter.sentences)


def plain(word: str) -> str:
    """Return the folded form of one written word, without apostrophes."""
    if not word.isascii() and not unicodedata.is_normalized("NFC", word):
        word = unicodedata.normalize("NFC", word)
    folded = fold(word)
    return folded.replace("'", "").replace("’", "").replace("´", "").replace("`", "")


_MARKED = re.compile(r"^[ \t]*(?:>|```|~~~)", re.MULTILINE)


def _own_parts(raw: str) -> Iterator[tuple[int, int]]:
    """Spans that are neither quoted lines nor fenced code."""
    begin, fenced, place = 0, False, 0
    while (mark := _MARKED.search(raw, place)) is not None:
        line_end = raw.find("\n", mark.end())
        line_end = len(raw) if line_end < 0 else line_end + 1
        if mark.group().endswith(">"):
            if not fenced:
                yield begin, mark.start()
                begin = line_end
        else:
            if not fenced:
                yield begin, mark.start()
            fenced, begin = not fenced, line_end
        place = line_end
    if not fenced:
        yield begin, len(raw)


class _Cutter:
    """The walk over the tokens: what belongs to the sentence at hand, and where the next begins."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        self.start = -1
        self.first = 0
        self.paragraph = self.line = 0
        self.after_mark = self.is_bullet = False

    def take(self, start: int, end: int) -> None:
        reached = start
        for found in _TOKEN.finditer(self.raw, start, end):
            kind = found.lastgroup
            if kind == "lines":
                self._line(found, reached, end)
                continue
            if self.start < 0:
                self.start = found.start()
            if kind == "word":
                self._word(found.start(), found.end(), found.group())
            elif kind == "end":
                self.after_mark = True
                if self._ends(found, end):
                    self._close(found.end(), found.group())
            elif kind == "mark":
                self._mark(found)
            else:
                self._add(found.start(), found.end(), {"url": URL, "mail": EMAIL}.get(str(kind), NUMBER))
            reached = found.end()
        self._close(reached, "")

    def _word(self, start: int, end: int, raw: str) -> None:
        if end - start > LONGEST_WORD:
            self._add(start, end, "")
            return
        pair = _contracted(raw) if len(raw) > 1 else None
        for word in pair or (plain(raw),):
            self._add(start, end, word)

    def _add(self, start: int, end: int, word: str) -> None:
        self.tokens.append(Token(start, end, word, self.after_mark))
        self.after_mark = False

    def _mark(self, found: re.Match[str]) -> None:
        self.after_mark = self.after_mark or found.group() in _BREAKING
        if len(self.tokens) == self.first and found.group() in "-*•–·":
            self.is_bullet = True

    def _line(self, found: re.Match[str], reached: int, end: int) -> None:
        breaks = found.group().count("\n")
        following = self.raw[found.end()] if found.end() < end else ""
        if self.start >= 0 and (breaks > 1 or not following.islower() or self.raw[reached - 1] in ",:;"):
            self._close(reached, "")
        self.line += 1
        self.paragraph += breaks > 1
        self.after_mark = True

    def _ends(self, found: re.Match[str], end: int) -> bool:
        marks, after = found.group(), found.end()
        if marks != "." or after >= end:
            return True
        following = self.raw[after]
        if following.isspace():
            last = self.tokens[-1].word if len(self.tokens) > self.first else ""
            if last == NUMBER or last in _SHORT:
                return self.raw[after : after + 2].strip()[:1].isupper() and last == NUMBER
            return True
        # "geldi.Ama": a full stop that lost its space.
        return following.isupper() or following in "\"'”’)"

    def _close(self, end: int, ending: str) -> None:
        if len(self.tokens) > self.first:
            mark = "?" if "?" in ending or "؟" in ending else "!" if "!" in ending else ending[:1]
            self.sentences.append(
                Sentence(
                    self.start, end, self.first, len(self.tokens), mark, self.paragraph, self.line,
                    is_bullet=self.is_bullet,
                )
            )  # fmt: skip
        self.start, self.first = -1, len(self.tokens)
        self.is_bullet = False
        self.after_mark = True


def _contracted(raw: str) -> tuple[str, str] | None:
    """The two words of an English contraction, or None: `can't` is `can` and `not`."""
    lowered = raw.lower().replace("’", "'").replace("´", "'").replace("`", "'")
    if lowered in _CONTRACTED:
        return _CONTRACTED[lowered]
    if "'" not in lowered:
        return None
    if lowered.endswith("n't"):
        return lowered[:-3], "not"
    head, _, tail = lowered.rpartition("'")
    word = _TAILS.get(f"'{tail}")
    if word is None or (tail == "s" and head not in _HOLDS_S) or not head.isascii():
        return None
    # "it's", "we'd"; in Turkish "Ahmet'm" does not occur, "o'd" neither.
    return head, word
