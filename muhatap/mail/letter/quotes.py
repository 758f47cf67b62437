"""Tells what the writer wrote now from what is quoted below it and from the signature.

Nothing is ever removed: the three parts together are the whole mail, and the desk folds two of them.
Answers written between quoted lines stay visible with the lines they answer. When in doubt, the whole
text is visible. The words that mail programs use are in `wordings`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from muhatap.mail.letter.html_text import Line, Page, read_page
from muhatap.mail.letter.signature import is_mobile_line, signature_start
from muhatap.mail.letter.wordings import (
    ATTRIBUTION_STARTS,
    ATTRIBUTION_VERBS,
    FORWARD_PREFIXES,
    FORWARDS,
    INLINE_HINTS,
    LABELS,
    ORIGINALS,
    fold,
)


@dataclass(frozen=True)
class Split:
    """A text in three parts; joined they hold every word of it."""

    visible: str
    quoted: str
    signature: str


@dataclass(frozen=True)
class HtmlSplit:
    """An HTML body in three parts, each as HTML (not yet cleaned) and as text."""

    visible_html: str
    quoted_html: str
    signature_html: str
    visible_text: str
    quoted_text: str
    signature: str


# What is looked at; whatever is longer is no letter, and goes on as it stood there.
MOST_LINES = 40_000


class Part(Enum):
    """Where a line of the mail is shown."""

    VISIBLE = "visible"
    QUOTED = "quoted"
    SIGNATURE = "signature"


def split_text(text: str, *, subject_hint: str = "") -> Split:
    """Splits a plain text. `subject_hint` is the subject: a forwarded mail shows what was forwarded."""
    lines = [Line(text=line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    parts = classify(lines, subject_hint=subject_hint)
    return Split(*(_joined(lines, parts, part) for part in Part))


def split_html(html: str, *, subject_hint: str = "") -> HtmlSplit:
    """Splits an HTML body at the same places, and hands back well-formed pieces of it."""
    page = read_page(html)
    parts = classify(page.lines, subject_hint=subject_hint)
    visible, quoted, signature = (_joined(page.lines, parts, part) for part in Part)
    pieces = page.pieces([list(Part).index(part) for part in parts], count=len(Part))
    return HtmlSplit(pieces[0], pieces[1], pieces[2], visible, quoted, signature)


def _joined(lines: Sequence[Line], parts: Sequence[Part], wanted: Part) -> str:
    kept = [line.shown for line, part in zip(lines, parts, strict=True) if part is wanted]
    return "\n".join(kept).strip("\n").rstrip() if any(line.strip() for line in kept) else ""


def classify(lines: Sequence[Line], *, subject_hint: str = "") -> list[Part]:
    """The part of every line. Works in one pass over the lines and a bounded look around each."""
    if len(lines) > MOST_LINES:
        parts = classify(lines[:MOST_LINES], subject_hint=subject_hint)
        return parts + [Part.QUOTED if parts[-1] is Part.QUOTED else Part.VISIBLE] * (len(lines) - MOST_LINES)
    reading = _Reading(lines)
    reading.find_introductions()
    parts = reading.fold_tail()
    if _is_better_whole(reading, parts, subject_hint):
        parts = [Part.VISIBLE if part is Part.QUOTED else part for part in parts]
    if not any(line.text.strip() for line, part in zip(lines, parts, strict=True) if part is Part.VISIBLE):
        return [Part.VISIBLE] * len(lines)
    return parts


def _is_better_whole(reading: "_Reading", parts: Sequence[Part], subject: str) -> bool:
    """Nothing of one's own above the quotation, or a hint that the answers stand within it."""
    own = [
        line.text for line, part in zip(reading.lines, parts, strict=True) if part is Part.VISIBLE and line.text.strip()
    ]
    if not own:
        return True
    if reading.tail < len(reading.lines) and INLINE_HINTS.search(fold(" ".join(own))[:20_000]):
        return True
    return is_forward(subject) and sum(len(line.split()) for line in own) <= 3


def is_forward(subject: str) -> bool:
    """ "İLT: …", "Fwd: …", "WG: …"."""
    prefix, colon, _ = subject[:40].partition(":")
    return bool(colon) and fold(prefix).strip(" [(") in FORWARD_PREFIXES


@dataclass
class _Reading:
    lines: Sequence[Line]
    quoted: list[bool] = field(init=False)
    # From this line on everything is the earlier mail, marked by nothing but what stands above it.
    tail: int = field(init=False)
    introductions: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.quoted = [line.depth > 0 or line.text.lstrip()[:1] == ">" for line in self.lines]
        self.tail = len(self.lines)
        _join_wrapped(self.lines, self.quoted)
        _free_broken_addresses(self.lines, self.quoted)

    def find_introductions(self) -> None:
        """Marks "… wrote:" lines and header blocks that stand above a quotation; finds the tail."""
        index = 0
        while index < len(self.lines):
            found = None if self.quoted[index] or not self.lines[index].text.strip() else self._introduction(index)
            if found is None:
                index += 1
                continue
            start, end, certain = found
            below = self._next_written(end)
            if below < len(self.lines) and self.quoted[below]:
                self._mark(start, below)
                index = below
            elif certain or self._stands_alone(start, end, below):
                self.tail = self._with_rule_above(start)
                return
            else:
                index = end

    def _introduction(self, index: int) -> tuple[int, int, bool] | None:
        line = self.lines[index]
        if line.hint == "cut":
            return index, index + 1, True
        if _is_separator(line.text):
            return index, index + 1, True
        block = self._header_block(index)
        if block is not None:
            return index, block, True
        return self._attribution(index)

    def _header_block(self, start: int) -> int | None:
        """End of the "From: … Sent: … To: … Subject: …" block that begins here, if one does."""
        if _label(self.lines[start].text) is None:
            return None
        kinds: dict[str, str] = {}
        index, unlabelled, end = start, 0, start
        while index < len(self.lines) and index - start < 40 and not self.quoted[index]:
            text = self.lines[index].text
            label = _label(text)
            if label is not None:
                kinds.setdefault(label[0], label[1])
                unlabelled, end = 0, index + 1
            elif not text.strip():
                unlabelled += 2
            elif not self._continues(text, kinds):
                break
            else:
                unlabelled += 1
            if unlabelled > 3:
                break
            index += 1
        return end if _is_header_block(kinds) else None

    @staticmethod
    def _continues(text: str, kinds: dict[str, str]) -> bool:
        return "@" in text or ";" in text or len(kinds) < 4

    def _attribution(self, index: int) -> tuple[int, int, bool] | None:
        """ "On 3 May 2024, Zeynep\n<zeynep@…> wrote:" ending in this line, over at most four lines."""
        last = self.lines[index]
        ending = last.text.rstrip()[-40:]
        is_marked = last.hint == "attribution"
        if not is_marked and not _may_end_attribution(ending):
            return None
        texts: list[str] = []
        best: tuple[int, bool] | None = None
        for start in range(index, max(-1, index - 4), -1):
            text = self.lines[start].text
            if self.quoted[start] or not text.strip() or len(text) > 400:
                break
            if start < index and _label(text) is not None:
                break
            texts.insert(0, text)
            judged = _judge_attribution(texts, is_marked=is_marked)
            if judged is None:
                continue
            best = (start, judged == "certain")
            if _begins_attribution(text):
                break
            if not _looks_cut_off(texts, self.lines[start - 1].text if start else ""):
                break
        if best is None:
            return None
        return best[0], index + 1, best[1]

    def _stands_alone(self, start: int, end: int, below: int) -> bool:
        """A weak "… you wrote:" counts only between blank lines, and not above words in inverted commas."""
        if below >= len(self.lines):
            return True
        is_apart = below > end and (start == 0 or not self.lines[start - 1].text.strip())
        return is_apart and self.lines[below].text.lstrip()[:1] not in {'"', "“", "„", "«", "'", "‘"}

    def _mark(self, start: int, end: int) -> None:
        self.introductions.add(start)
        for index in range(start, end):
            self.quoted[index] = True

    def _next_written(self, index: int) -> int:
        while index < len(self.lines) and not self.lines[index].text.strip():
            index += 1
        return index

    def _with_rule_above(self, start: int) -> int:
        """The rule that a mail program draws above the header block belongs to it."""
        index = start
        while index > 0 and (not self.lines[index - 1].text.strip() or _is_rule(self.lines[index - 1].text)):
            index -= 1
        return index if any(_is_rule(line.text) for line in self.lines[index:start]) else start

    def fold_tail(self) -> list[Part]:
        """Folds the quotation and the signatures at the end, up to the last words of the writer's own."""
        parts = [Part.VISIBLE] * self.tail + [Part.QUOTED] * (len(self.lines) - self.tail)
        end = self.tail
        while True:
            end = self._written_end(end)
            if end == 0:
                break
            if self.quoted[end - 1]:
                start = self._run_start(end)
                parts[start:end] = [Part.QUOTED] * (end - start)
                end = start
                continue
            start = self._run_start(end)
            own = [line.text if line.hint != "signature" else "" for line in self.lines[start:end]]
            first = start + self._signature_start(start, end)
            parts[first:end] = [Part.SIGNATURE] * (end - first)
            if first < end and not any(text.strip() for text in own[: first - start]):
                end = start
                continue
            self._fold_bottom_posted(parts, start)
            break
        return parts

    def _signature_start(self, start: int, end: int) -> int:
        lines = self.lines[start:end]
        marked = len(lines)
        while marked > 0 and (lines[marked - 1].hint == "signature" or not lines[marked - 1].text.strip()):
            marked -= 1
        if sum(len(line.text) for line in lines[marked:]) > 3_000:
            marked = len(lines)
        texts = [line.text for line in lines[:marked]]
        first = signature_start(texts)
        return first if first < len(texts) else marked

    def _fold_bottom_posted(self, parts: list[Part], start: int) -> None:
        """One introduced quotation with the whole answer below it: the quotation is folded too."""
        above = self._written_end(start)
        if above == 0 or not self.quoted[above - 1]:
            return
        top = self._run_start(above)
        introduced = [index for index in self.introductions if top <= index < above]
        if introduced and not any(line.text.strip() for line in self.lines[:top]):
            parts[top:above] = [Part.QUOTED] * (above - top)

    def _written_end(self, end: int) -> int:
        while end > 0 and not self.lines[end - 1].text.strip():
            end -= 1
        return end

    def _run_start(self, end: int) -> int:
        """First line of the run of quoted (or of own) lines that ends here, blank lines within it."""
        start, kind = end - 1, self.quoted[end - 1]
        index = start
        while index > 0:
            index -= 1
            if not self.lines[index].text.strip():
                continue
            if self.quoted[index] != kind:
                break
            start = index
        return start


def _join_wrapped(lines: Sequence[Line], quoted: list[bool]) -> None:
    """A quoted line that a mail program broke in two goes on without its ">" on the next line.

    It counts as quoted only when its first word would not have fitted above, it goes on in lower case
    within a sentence, and the quotation goes on below: anything else may be an answer.
    """
    for index in range(1, len(lines) - 1):
        if quoted[index] or not quoted[index - 1] or not quoted[index + 1] or lines[index].depth:
            continue
        above, text = lines[index - 1].text.rstrip(), lines[index].text
        if above.endswith("=") and len(above) >= 70:  # a soft line break of quoted-printable left undecoded
            quoted[index] = bool(text.strip())
            continue
        word = text.split(" ", 1)[0]
        if (
            word[:1].islower()
            and above[-1:] not in {".", "!", "?", ":", ">", ")"}
            and len(above) >= 70
            and len(above) + len(word) >= 76
        ):
            quoted[index] = True


def _free_broken_addresses(lines: Sequence[Line], quoted: list[bool]) -> None:
    """ "… Zeynep <zeynep@ornek.com\n> wrote:" — that ">" closes the address and quotes nothing."""
    for index in range(1, len(lines)):
        text = lines[index].text.strip()
        if not quoted[index] or quoted[index - 1] or lines[index].depth or len(text) > 60 or not text.endswith(":"):
            continue
        above = lines[index - 1].text
        if above.count("<") > above.count(">"):
            quoted[index] = False


_RULE = re.compile(r"^\s*[-_=*—–]{3,}\s*$")
_DECORATION = " \t-_=*>—–#~<|"


def _is_rule(text: str) -> bool:
    return len(text) < 200 and bool(_RULE.match(text))


def _is_separator(text: str) -> bool:
    """ "-----Original Message-----", "Begin forwarded message:", "---------- İletilen ileti ---------"."""
    if len(text) > 120:
        return False
    bare = text.strip(_DECORATION)
    if not bare:
        return False
    words = fold(bare).strip(" :.,*")
    has_dashes = text.lstrip(" \t*>")[:2] in {"--", "__", "==", "~~", "——", "- "} or text.rstrip()[-2:] in {"--", "__"}
    if words in ORIGINALS or words in FORWARDS:
        return has_dashes or bare.endswith(":")
    return any(words.startswith(start) for start in ("original message processed by", "forwarded by")) or (
        has_dashes and any(words.startswith(known) for known in ("forwarded message from", "original message from"))
    )


_ADDRESS = re.compile(r"[^\s<>@()]+@[^\s<>@()]+|mailto:|\[at\]")
_TIME = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b")
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\d年|\d월|\b\d{1,2}\.? \w{3,12}\b|\b\w{3,12} \d{1,2}\b"
)
_BEGINS_WITH_DATE = re.compile(r"^(?:\w{2,12}[.,]{0,2} )?\(?\d{1,4}[ .,/:年-]|^(?:\w{3,12}),? \w{3,12} \d")


_BEGINS_WITH_HOUR = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?")
# A line that goes on with the hour: its date stands on the line above.
_HOURS = ("at ", "um ", "saat ", "a las ", "alle ", "as ", "kl ", "kl. ", "klo ", "om ", "o ")


def _label(text: str) -> tuple[str, str] | None:
    """("from", "Zeynep <z@…>") for "*Kimden:* Zeynep <z@…>"."""
    head, colon, value = text[:80].replace("：", ":").partition(":")
    if not colon:
        return None
    kind = LABELS.get(fold(head).strip(" *_|>"))
    return None if kind is None else (kind, value.strip(" *_") + text[80:])


def _is_header_block(kinds: dict[str, str]) -> bool:
    """Enough of them to be a mail's head, and not the form that a shop's web page sends."""
    if "from" not in kinds or len(kinds) < 3:
        return False
    is_mail = "to" in kinds or bool(_ADDRESS.search(kinds["from"]))
    return is_mail and ("date" in kinds or ("subject" in kinds and "to" in kinds))


def _may_end_attribution(ending: str) -> bool:
    text = ending.replace("：", ":").rstrip(" *_-")
    if text.endswith((":", "):")):
        return True
    folded = fold(text)
    return any(folded.endswith(verb) for verb in ("wrote", "yazdi", "schrieb", "ecrit"))


def _begins_attribution(text: str) -> bool:
    folded = fold(text[:60]).lstrip(" -*>_")
    hour = _BEGINS_WITH_HOUR.match(folded)
    if folded.startswith(_HOURS) or (hour and not any(char.isdigit() for char in folded[hour.end() :])):
        return False
    if any(folded.startswith(f"{start} ") for start in ATTRIBUTION_STARTS) and any(char.isdigit() for char in folded):
        return True
    return bool(_BEGINS_WITH_DATE.match(folded))


def _looks_cut_off(texts: Sequence[str], above: str) -> bool:
    """Whether the line above is the beginning of this attribution rather than the end of the letter."""
    if not above.strip() or len(above) > 200:
        return False
    if _begins_attribution(above) or fold(above[:20]).startswith(_HOURS):
        return True
    joined = " ".join(texts)
    if joined.count(">") > joined.count("<") or joined.lstrip().startswith("<"):
        return True
    return bool(_ADDRESS.search(above)) and above.rstrip()[-1:] not in {".", "!", "?"}


def _judge_attribution(texts: Sequence[str], *, is_marked: bool) -> str | None:
    """ "certain", "likely" or None for the lines put together."""
    joined = "".join(text[:-1] if text.endswith("=") else f"{text.strip()} " for text in texts)
    if len(joined) > 500:
        return None
    if is_marked:
        return "certain"
    text = fold(joined).strip(" -*_>")
    has_colon = text.endswith((":", ":*"))
    bare = text.rstrip(": *_")
    has_address, has_time, has_date = bool(_ADDRESS.search(text)), bool(_TIME.search(text)), bool(_DATE.search(text))
    has_when = has_time or has_date
    if bare.endswith(")") and not bare.endswith("(a)"):
        # Apple Mail in Turkish: "Zeynep <z@…> şunları yazdı (3 May 2024 14:30):"
        head, _, date = bare.rpartition("(")
        bare = head.rstrip() if any(char.isdigit() for char in date) else bare
    verb_at_end = any(
        bare.endswith(verb) and not bare[-len(verb) - 1 : -len(verb)].isalpha() for verb in ATTRIBUTION_VERBS
    )
    if verb_at_end and not has_colon:
        return "certain" if has_address and has_time and (_begins_attribution(joined) or "yazdi" in bare[-8:]) else None
    if not has_colon or not (has_when or has_address):
        return None
    certainty = "certain" if has_address or has_time else "likely"
    if verb_at_end:
        return certainty
    verb_inside = any(f" {verb} " in text for verb in ATTRIBUTION_VERBS)
    if verb_inside and has_when and _begins_attribution(joined):
        return certainty
    ends_in_address = bare.endswith((">", "]", ")")) or bare.rpartition(" ")[2].count("@") == 1
    if has_address and ends_in_address and has_when and _begins_attribution(joined):
        return "certain"
    return None


__all__ = [
    "HtmlSplit",
    "Line",
    "Page",
    "Part",
    "Split",
    "classify",
    "is_forward",
    "is_mobile_line",
    "split_html",
    "split_text",
]
