"""Bytes kept as received, named by their SHA-256: raw mails, attachments.

Files under `BLOB_ROOT/ab/cdef…`. The same bytes are stored once. `put` returns only when they are safe on disk, so a
caller may commit a row that points at them; a crash in between leaves a blob nobody points at, never the reverse.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings

# A transaction that has put bytes may not have committed the row that points at them.
YOUNG = timedelta(days=1)

_holders: list[Callable[[set[str]], set[str]]] = []


class BlobMissing(LookupError):
    """The bytes are not in the store: a backup without its blobs, or a file removed by hand."""


def put(data: bytes) -> str:
    """Keep the bytes durably and return their SHA-256 in hex. Raises OSError when the disk is full or refuses."""
    digest = hashlib.sha256(data).hexdigest()
    target = path_of(digest)
    if _renewed(target):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return digest


def read(digest: str) -> bytes:
    """Return the bytes. Raises BlobMissing."""
    try:
        return path_of(digest).read_bytes()
    except FileNotFoundError as error:
        raise BlobMissing(digest) from error


def exists(digest: str) -> bool:
    return path_of(digest).exists()


def free_bytes() -> int:
    """Return how much room is left on the disk of the store."""
    place = Path(settings.BLOB_ROOT)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def hold_with(holder: Callable[[set[str]], set[str]]) -> None:
    """Tell who points at blobs: given some, `holder` returns those that rows of its app still need."""
    _holders.append(holder)


def remove_unused(digests: Iterable[str]) -> int:
    """Remove those of some blobs that no app points at and nobody put again of late; return how many."""
    unused = set(digests)
    for holder in _holders:
        unused -= holder(unused)
    return sum(_remove_if_old(path_of(digest)) for digest in unused)


def _renewed(target: Path) -> bool:
    """Whether the bytes are there already; if so they count as put now, so that nobody removes them."""
    try:
        os.utime(target)
    except FileNotFoundError:
        return False
    return True


def _remove_if_old(target: Path) -> bool:
    aside = target.with_name(f".gone-{target.name}")
    try:
        target.rename(aside)
    except FileNotFoundError:
        return False
    # Put again while we looked: it goes back, and whoever put it never knows.
    if time.time() - aside.stat().st_mtime < YOUNG.total_seconds():
        aside.rename(target)
        return False
    with suppress(FileNotFoundError):
        aside.unlink()
    return True


def path_of(digest: str) -> Path:
    return Path(settings.BLOB_ROOT) / digest[:2] / digest[2:]


def _sync_folder(folder: Path) -> None:
    # The rename itself must survive a power cut, not only the file's content.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
