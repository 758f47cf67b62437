"""Reads what people keep mail in: an mbox, a Maildir, folders of .eml; one mail at a time, however large the whole.

Pure: no Django. An archive that is damaged gives what it can, and says where it could not.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Found:
    """A mail of an archive: where it lies, and its bytes, or why there are none."""

    place: str
    raw: bytes | None
    reason: str = ""


# A separator has a sender and a date with a time; "From here on" in a text has not.
_SEPARATOR = re.compile(rb"From \S.*\b\d{1,2}:\d\d")
_QUOTED_SEPARATOR = re.compile(rb"^>+From ")
_MAILDIR_PARTS = ("new", "cur")
_MAIL_ENDINGS = (".eml", ".mbox", ".mbx")
_PIECE = 1024 * 1024


def read(path: Path, *, most_bytes: int) -> Iterator[Found]:
    """Yield every mail below a path: a file (.eml or mbox), a Maildir, or a folder of all these.

    In the same order each time. Raises FileNotFoundError and PermissionError for the path itself only.
    """
    if not path.is_dir():
        with path.open("rb"):
            pass
        yield from _file(path, path.name, most_bytes)
        return
    next(path.iterdir(), None)
    yield from _folder(path, path, most_bytes)


def size_of(path: Path) -> int:
    """Return the bytes below a path, for the progress line."""
    if path.is_file():
        return path.stat().st_size
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(folder) / name).stat().st_size
            except OSError:
                continue
    return total


def _folder(folder: Path, root: Path, most_bytes: int) -> Iterator[Found]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Found(str(folder.relative_to(root)), None, f"The folder cannot be opened: {error.strerror}.")
        return
    is_maildir = all((folder / part).is_dir() for part in _MAILDIR_PARTS)
    for entry in entries:
        place = str(entry.relative_to(root))
        if entry.is_symlink():
            yield Found(place, None, "A link to elsewhere is not followed.")
        elif is_maildir and entry.name in _MAILDIR_PARTS:
            yield from _maildir_part(entry, root, most_bytes)
        elif is_maildir and entry.name == "tmp":
            # Half-written by whoever delivered; never a whole mail.
            continue
        elif entry.is_dir():
            yield from _folder(entry, root, most_bytes)
        elif is_maildir:
            continue
        elif entry.suffix.lower() in _MAIL_ENDINGS or _looks_like_mbox(entry):
            yield from _file(entry, place, most_bytes)
        else:
            yield Found(place, None, "Not a mail: it is neither .eml nor mbox.")


def _maildir_part(folder: Path, root: Path, most_bytes: int) -> Iterator[Found]:
    for entry in sorted(folder.iterdir()):
        if entry.is_file() and not entry.name.startswith("."):
            yield _single(entry, str(entry.relative_to(root)), most_bytes)


def _file(file: Path, place: str, most_bytes: int) -> Iterator[Found]:
    if _looks_like_mbox(file):
        yield from _mbox(file, place, most_bytes)
    else:
        yield _single(file, place, most_bytes)


def _single(file: Path, place: str, most_bytes: int) -> Found:
    try:
        size = file.stat().st_size
        if size > most_bytes:
            return Found(place, None, _too_large(size, most_bytes))
        raw = file.read_bytes()
    except OSError as error:
        return Found(place, None, f"The file cannot be read: {error.strerror}.")
    return Found(place, raw) if raw.strip() else Found(place, None, "The file is empty.")


def _mbox(file: Path, place: str, most_bytes: int) -> Iterator[Found]:
    try:
        with file.open("rb") as stream:
            for number, (raw, size) in enumerate(_split(stream, most_bytes), start=1):
                at = f"{place} #{number}"
                if raw is None:
                    yield Found(at, None, _too_large(size, most_bytes))
                elif raw.strip():
                    yield Found(at, raw)
                else:
                    yield Found(at, None, "The mail is empty.")
    except OSError as error:
        yield Found(place, None, f"The file cannot be read any further: {error.strerror}.")


def _split(stream: BinaryIO, most_bytes: int) -> Iterator[tuple[bytes | None, int]]:
    """Yield each mail of an mbox and its size; None for one that is too large, which is read past without keeping it.

    Source: RFC 4155; ">From " is undone as mboxrd writes it, where one ">" is taken away.
    """
    mail: list[bytes] = []
    size, has_begun, after_blank, at_line_start = 0, False, True, True
    # A line may have no end: it is read in pieces.
    while line := stream.readline(_PIECE):
        if at_line_start and after_blank and _SEPARATOR.match(line):
            if has_begun:
                yield _joined(mail, size, most_bytes), size
            mail, size, has_begun, after_blank = [], 0, True, False
            at_line_start = line.endswith(b"\n")
            continue
        if has_begun:
            kept = line[1:] if at_line_start and _QUOTED_SEPARATOR.match(line) else line
            size += len(kept)
            if size <= most_bytes:
                mail.append(kept)
            else:
                mail.clear()
        after_blank = at_line_start and line in {b"\n", b"\r\n"}
        at_line_start = line.endswith(b"\n")
    if has_begun:
        yield _joined(mail, size, most_bytes), size


def _joined(mail: list[bytes], size: int, most_bytes: int) -> bytes | None:
    if size > most_bytes:
        return None
    raw = b"".join(mail)
    # The blank line before the next separator belongs to the mbox, not to the mail.
    if raw.endswith(b"\r\n\r\n"):
        return raw[:-2]
    return raw[:-1] if raw.endswith(b"\n\n") else raw


def _looks_like_mbox(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return bool(_SEPARATOR.match(stream.readline(1000)))
    except OSError:
        return False


def _too_large(size: int, most_bytes: int) -> str:
    return f"The mail has {size / 1_048_576:.1f} MB, more than the {most_bytes / 1_048_576:.0f} MB that are read."
