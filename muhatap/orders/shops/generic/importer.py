"""Bring a table of orders in: in portions, repeatable, with a list of what was skipped."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.facts import OrderFacts
from muhatap.orders.models import Shop
from muhatap.orders.shops.generic import table
from muhatap.orders.shops.generic.table import Skipped


class CannotImport(Exception):
    """The file cannot be read as it is."""


@dataclass
class Tally:
    """How many orders were stored, how many were known as well or better, how many were left out."""

    kept: int = 0
    known: int = 0
    skipped: int = 0


def run(path: Path, *, shop: Shop, report: Path, encoding: str = "", now: datetime) -> Tally:
    """Import the orders of a file and write what was skipped to `report`. Raises CannotImport."""
    tally = Tally()
    try:
        with path.open(encoding=encoding or "utf-8-sig", newline="") as file, report.open("w", newline="") as list_:
            for portion in _portions(file, list_, tally):
                kept = actions.keep(shop, portion, now=now)
                tally.kept += len(kept)
                tally.known += len(portion) - len(kept)
    except UnicodeDecodeError as error:
        raise CannotImport("the file is not UTF-8; --encoding windows-1254 may read it") from error
    except LookupError as error:
        raise CannotImport(f"no encoding is called {encoding}") from error
    except table.NotATable as error:
        raise CannotImport(str(error)) from error
    except OSError as error:
        raise CannotImport(f"{error.filename or ''} {error.strerror or error}") from error
    actions.note_heard(shop, now=now)
    return tally


def _portions(file: TextIO, list_: TextIO, tally: Tally) -> Iterator[list[OrderFacts]]:
    written = csv.writer(list_, delimiter="\t")
    written.writerow(["row", "order", "reason"])
    portion: list[OrderFacts] = []
    for each in _read(file):
        if isinstance(each, Skipped):
            tally.skipped += 1
            written.writerow([each.row, each.number, each.reason])
            continue
        portion.append(each)
        if len(portion) == actions.AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _read(file: TextIO) -> Iterable[OrderFacts | Skipped]:
    return table.read(file, zone=timezone.get_current_timezone())
