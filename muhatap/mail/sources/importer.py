"""`muhatap import mail PATH --to ADDRESS`: history from an archive, silently: found by search, nobody's work.

Each mail is a commit of its own and known mails are passed over, so an import that was stopped, or is run again, goes
on where it was. What was skipped is written to a list with the reason.
"""

import csv
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.utils import timezone

from muhatap.conversations.models import Channel
from muhatap.mail import actions
from muhatap.mail.models import RawSource, SourceState
from muhatap.mail.sources import archives, environment

PROGRESS_SECONDS = 1.0
ALREADY_HERE = "Already here."


class _Writer(Protocol):
    def writerow(self, row: list[str], /) -> object: ...


@dataclass
class Tally:
    """What became of the mails of an archive."""

    stored_count: int = 0
    known_count: int = 0
    unreadable_count: int = 0
    skipped_count: int = 0
    bytes_read: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def count(self) -> int:
        return self.stored_count + self.known_count + self.unreadable_count + self.skipped_count

    def sentence(self) -> str:
        parts = [f"{self.stored_count} stored", f"{self.known_count} already here"]
        if self.unreadable_count:
            parts.append(f"{self.unreadable_count} could not be read (kept, see the desk)")
        if self.skipped_count:
            parts.append(f"{self.skipped_count} skipped")
        return ", ".join(parts)


def run(
    path: Path,
    *,
    channel: Channel,
    report: Path,
    now: datetime,
    progress: Callable[[Tally, int], object] = lambda tally, total: None,
) -> Tally:
    """Import every mail below a path; `progress` is called about once a second with the bytes in all.

    Raises OSError when the path or the report cannot be opened or the disk is full, DatabaseError when the database is
    away: what was stored until then stays stored.
    """
    tally, total, told = Tally(), archives.size_of(path), 0.0
    run_name = f"import:{now:%Y-%m-%dT%H:%M:%S}"
    with report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["where", "what became of it"])
        for found in archives.read(path, most_bytes=environment.most_bytes()):
            _take(found, channel=channel, run_name=run_name, tally=tally, writer=writer)
            file.flush()
            if time.monotonic() - told > PROGRESS_SECONDS:
                told = time.monotonic()
                progress(tally, total)
    progress(tally, total)
    return tally


def _take(found: archives.Found, *, channel: Channel, run_name: str, tally: Tally, writer: _Writer) -> None:
    if found.raw is None:
        tally.skipped_count += 1
        writer.writerow([found.place, found.reason])
        return
    tally.bytes_read += len(found.raw)
    digest = hashlib.sha256(found.raw).hexdigest()
    if RawSource.objects.filter(channel=channel, digest=digest).exists():
        tally.known_count += 1
        writer.writerow([found.place, ALREADY_HERE])
        return
    row = actions.receive(found.raw, channel=channel, source=run_name, now=timezone.now(), is_silent=True)
    if row.state == SourceState.DUPLICATE:
        tally.known_count += 1
        writer.writerow([found.place, ALREADY_HERE])
    elif row.state == SourceState.UNREADABLE:
        tally.unreadable_count += 1
        writer.writerow([found.place, row.reason])
    else:
        tally.stored_count += 1
