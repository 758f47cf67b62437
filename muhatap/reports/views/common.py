"""What the pages of measures share."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse
from django.utils import timezone

from muhatap.reports import choosing, queries
from muhatap.reports.choosing import Choice, Offered
from muhatap.reports.queries import Cell
from muhatap.reports.shown import Table
from muhatap.team.permissions import AgentRequest

# What a spreadsheet takes for a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def chosen(request: AgentRequest) -> tuple[Choice, Offered]:
    known = choosing.offered(request.agent, request.GET)
    return choosing.read(request.GET, request.agent, known, today=queries.today(timezone.now())), known


def periods(choice: Choice) -> list[tuple[int, str, bool]]:
    """Return the usual periods: days, how their page is asked for, and whether it is the one that is shown."""
    is_now = choice.until == queries.today(timezone.now())
    return [(days, choice.asked(days=days), is_now and choice.days == days) for days in choosing.PERIODS]


def as_csv(tables: Iterable[Table], name: str, choice: Choice) -> HttpResponse:
    """Answer with one of the tables as a file that spreadsheets open. Raises Http404."""
    table = next((each for each in tables if each.name == name), None)
    if table is None:
        raise Http404
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_safe(table.heads))
    writer.writerows(map(_safe, table.rows))
    # With the mark by which Excel knows that it is UTF-8.
    answer = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    filename = f"muhatap-{name}-{choice.since}-{choice.until}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def _safe(row: Sequence[Cell]) -> list[Cell]:
    return [f"'{each}" if isinstance(each, str) and each.startswith(_FORMULAS) else each for each in row]
