"""Measures of some conversations alone: those with a reason, those about a product.

Figures know of neither, for both are said and changed long after. So the facts of the days are counted anew for each
page, by the very SELECTs that make the figures, among the conversations that are asked about.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from muhatap.causes import of_reason
from muhatap.orders import of_product
from muhatap.reports.choosing import Choice
from muhatap.reports.measures import ALL_DAYS, MEASURES, counted

# The facts of a table stand under its own name, so that the SELECTs of measures read them in its place.
_COUNTED = """
WITH about (conversation_id) AS MATERIALIZED ({about}), {facts}
SELECT measure, place, sum(n), sum(hits), sum(total), max(longest), (array_agg(longest_of ORDER BY longest DESC))[1],
    string_agg(int2send(bucket) || int4send(n), '')
FROM ({counted}) AS counted
GROUP BY 1, 2
"""
_FACTS = """
{table} AS MATERIALIZED (
    SELECT * FROM {table}
    WHERE conversation_id IN (SELECT conversation_id FROM about) AND ({in_days})
        AND (%(brands)s::bigint[] IS NULL OR brand_id = ANY(%(brands)s::bigint[]))
        AND (%(channel)s::bigint IS NULL OR channel_id = %(channel)s)
        AND (%(team)s::bigint IS NULL OR team_id = %(team)s)
)"""
_DAYS = {
    "reports_wait": ("began_on", "answered_on"),
    "reports_episode": ("began_on", "closed_on"),
    "reports_promiseend": ("ended_on",),
}


def conversations(choice: Choice) -> list[QuerySet[Any]]:
    """Return what the choice asks about, as the numbers of conversations: in each of these. Empty: about all."""
    found = []
    if choice.reason is not None:
        found.append(of_reason.conversations(choice.reason))
    if choice.product is not None:
        found.append(of_product.conversations(choice.product))
    return found


def counting(choice: Choice, measures: Sequence[str], *, by: str) -> tuple[str, dict[str, Any]]:
    """Return the question that counts measures of the conversations asked about, by a place; and its arguments."""
    about, arguments = _named(conversations(choice))
    facts = [
        _FACTS.format(table=table, in_days=" OR ".join(f"{day} BETWEEN %(since)s AND %(until)s" for day in days))
        for table, days in _DAYS.items()
    ]
    each = [counted(MEASURES[name], f"'{name}' AS measure", f"{by} AS place", on_days=ALL_DAYS) for name in measures]
    question = _COUNTED.format(about=about, facts=",".join(facts), counted=" UNION ALL ".join(each))
    return question, arguments


def _named(found: Sequence[QuerySet[Any]]) -> tuple[str, dict[str, Any]]:
    """Return what lies in all of these, with its arguments by name as the questions of measures have theirs."""
    texts: list[str] = []
    arguments: dict[str, Any] = {}
    for each in found:
        text, values = each.query.sql_with_params()
        names = [f"about_{len(arguments) + place}" for place in range(len(values))]
        texts.append(f"({text % tuple(f'%({name})s' for name in names)})")
        arguments |= dict(zip(names, values, strict=True))
    return " INTERSECT ".join(texts), arguments
