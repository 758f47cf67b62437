"""Finds where the signature of a letter begins, so that it can be folded below what was written.

Only the tail of a text is ever a signature. Whatever might be part of the letter (thanks, a name under
a question, an address given for delivery, a postscript) stays in the letter.
"""

import re
from collections.abc import Sequence

from muhatap.mail.letter.wordings import CLOSINGS, DEVICES, DISCLAIMERS, MOBILE, fold

# Longer than this is a letter that somebody wrote below two dashes, not a signature.
MOST_LINES = 30
MOST_CHARACTERS = 2_000
MOST_LINES_UNDER_CLOSING = 9
# A name, a mobile line, a company's card, its lawyers, a mailing list: more is no signature any more.
MOST_LAYERS = 4

_DELIMITER = re.compile(r"^\s*(?:--|__)\s*$")
_RULE = re.compile(r"^\s*(?:-{4,}|_{4,}|={4,}|\*{4,})\s*$")
_NAME_AFTER_DASH = re.compile(r"^\s*[-–—/][^\W\d_][\w.'’]*(?: [^\W\d_][\w.'’]*){0,2}\s*$")
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3},?$")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w")
_WEB = re.compile(r"(?:https?://|\bwww\.)\S", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d ().\-/]{6,}\d")
_LINK = re.compile(r"<?(?:https?://|mailto:)[^\s>]*>?|\[[^\]]*\]$", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"^\s*(?:p\.?\s?s\.?|n\.?b\.?|not|dip\s?not|note)\s*[.:;]", re.IGNORECASE)
_WORD = re.compile(r"[\w.\-]+")
_CONFIDENTIAL = re.compile(
    r"gizli|confidential|vertraulich|intended|privileg|yetkisiz|sorumlu|yasal|recipient|alicisi|confident|vertrouwelijk|riservat"
)


def signature_start(lines: Sequence[str]) -> int:
    """Index of the first line of the signature; `len(lines)` when there is none.

    A signature is peeled from the end, one kind after another, so that "Regards, Ali", a mobile line
    and a lawyer's paragraph below each other are one signature.
    """
    end = len(lines)
    peeled, layers = True, 0
    while peeled and layers < MOST_LAYERS:
        peeled, layers = False, layers + 1
        for find in (_disclaimer, _mobile_line, _delimited, _closing, _name_after_dash, _contact_card):
            start = find(lines, _trimmed(lines, end))
            if start is not None and start < end:
                end, peeled = start, True
    return end if end < len(lines) and _trimmed(lines, len(lines)) > end else len(lines)


def is_mobile_line(line: str) -> bool:
    """ "Sent from my iPhone", "iPhone'umdan gönderildi" and their kind, alone on the line."""
    if len(line) > 300:
        return False
    text = fold(_LINK.sub("", line)).strip(" .-–—*_!<>()")
    if not text or len(text) > 90:
        return False
    return any(_is_mobile(text, before, after) for before, after in MOBILE)


def _is_mobile(text: str, before: str, after: str) -> bool:
    if not (text.startswith(before) and text.endswith(after)) or len(text) < len(before) + len(after):
        return False
    device = text[len(before) : len(text) - len(after)].strip(" '")
    if "," in device or ":" in device or len(device.split()) > 7:
        return False
    if before == "sent from my ":
        return 0 < len(device.split()) <= 5
    if not device:
        return not before or not after
    return any(word.strip(".") in DEVICES or word.split("'")[0] in DEVICES for word in device.split())


def _trimmed(lines: Sequence[str], end: int) -> int:
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


def _disclaimer(lines: Sequence[str], end: int) -> int | None:
    """The lawyers' paragraph, from its first words to the end of the letter."""
    for index in range(max(0, end - MOST_LINES), end):
        line = lines[index]
        if not line.strip() or not fold(line[:80]).strip(" *_-").startswith(DISCLAIMERS):
            continue
        rest = " ".join(lines[index:end])
        if len(rest) > 80 and _CONFIDENTIAL.search(fold(rest[:4000])):
            return _with_rule_above(lines, index)
    return None


def _mobile_line(lines: Sequence[str], end: int) -> int | None:
    if end == 0 or not is_mobile_line(lines[end - 1]):
        return None
    start = end - 1
    stands_under_name = start >= 2 and not lines[start - 2].strip() and _is_name(lines[start - 1])
    return start - 1 if stands_under_name else start


def _delimited(lines: Sequence[str], end: int) -> int | None:
    """Below "-- " (RFC 3676 §4.3), or below a drawn rule when it is plainly an address card."""
    for start in range(end - 1, max(-1, end - MOST_LINES - 1), -1):
        line = lines[start]
        if _RULE.match(line):
            return start if _is_card(lines[start + 1 : end], contacts=2) else None
        if _DELIMITER.match(line):
            return start if _could_be_signature(lines[start + 1 : end], strict=line.rstrip("\r\n") == "-- ") else None
    return None


def _closing(lines: Sequence[str], end: int) -> int | None:
    """ "Saygılarımla," and the few short lines under it."""
    below = 0
    for start in range(end - 1, max(-1, end - 2 * MOST_LINES_UNDER_CLOSING), -1):
        line = lines[start]
        if not line.strip():
            continue
        if _is_closing(line):
            return start
        below += 1
        if below > MOST_LINES_UNDER_CLOSING or not _is_short(line):
            return None
    return None


def _is_closing(line: str) -> bool:
    if len(line) > 60:
        return False
    text = fold(line).strip(" .,;!-–—*_")
    return text in CLOSINGS or any(part.strip() in CLOSINGS for part in text.split(",")[:1] if _is_name_list(line))


def _is_name_list(line: str) -> bool:
    """ "Saygılarımla, Zeynep Kaya" on one line."""
    return all(word[:1].isupper() for word in line.replace(",", " ").split())


def _name_after_dash(lines: Sequence[str], end: int) -> int | None:
    """ "-Zeynep" or "/Zeynep" as the very last line, when it is no item of a list."""
    if end < 2 or not _NAME_AFTER_DASH.match(lines[end - 1]) or lines[end - 2].strip():
        return None
    above = lines[_trimmed(lines, end - 1) - 1] if _trimmed(lines, end - 1) else "-"
    name = lines[end - 1].strip()[1:]
    is_list = above.lstrip()[:1] in {"-", "–", "*", "•", "/"} or not name[:1].isupper()
    return None if is_list else end - 1


def _contact_card(lines: Sequence[str], end: int) -> int | None:
    """A last paragraph of a name, a web page and another way to be reached.

    Without the web page it may as well be the address that was asked for: that stays in the letter.
    """
    start = end
    while start > 0 and lines[start - 1].strip() and end - start <= 8:
        start -= 1
    if start == 0 or end - start < 3 or lines[start - 1].strip():
        return None
    card = lines[start:end]
    above = lines[_trimmed(lines, start) - 1].rstrip() if _trimmed(lines, start) else ""
    if not above or above.endswith(":") or not _is_name(card[0]) or not any(_WEB.search(line) for line in card):
        return None
    return start if _is_card(card, contacts=3) else None


def _is_card(lines: Sequence[str], *, contacts: int) -> bool:
    if sum(1 for line in lines if line.strip()) > 2 * MOST_LINES_UNDER_CLOSING or not all(map(_is_short, lines)):
        return False
    return sum(1 for line in lines for kind in (_ADDRESS, _WEB, _PHONE) if kind.search(line)) >= contacts


def _could_be_signature(lines: Sequence[str], *, strict: bool) -> bool:
    written = [line for line in lines if line.strip()]
    if len(written) > MOST_LINES or sum(map(len, written)) > MOST_CHARACTERS * (2 if strict else 1):
        return False
    return strict or not any(_asks(line) for line in written)


def _is_short(line: str) -> bool:
    return (
        len(line) <= 100 and not _asks(line) and len(_LINK.sub("", line).split()) <= 12 and not _POSTSCRIPT.match(line)
    )


def _asks(line: str) -> bool:
    return _LINK.sub("", line).rstrip().endswith("?")


def _is_name(line: str) -> bool:
    text = line.strip()
    return len(text) <= 60 and bool(_NAME.match(text)) and all(word[:1].isupper() for word in text.split())


def _with_rule_above(lines: Sequence[str], index: int) -> int:
    above = _trimmed(lines, index)
    return above - 1 if above and _RULE.match(lines[above - 1]) else index
