"""What the search box offers while one writes: operators, their values as this desk knows them, recent searches.

Names are offered in the language of the desk and found in either. An offer is the whole text of the box up to where one
writes, so taking it is putting it there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muhatap.conversations import asking
from muhatap.conversations.asking import Field, Unfinished
from muhatap.conversations.models import Channel, Label, RecentSearch
from muhatap.core.turkish import fold, sort_key
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Brand

MOST = 8
RECENT = 5
REMEMBERED = 20
SHORTEST_NAME = 2

HINTS: Mapping[Field, str | Promise] = {
    Field.FROM: _("who wrote it"),
    Field.TO: _("whom it was written to"),
    Field.STATUS: _("open, closed, unanswered and more"),
    Field.ASSIGNED: _("me, nobody or a colleague"),
    Field.LABEL: _("a label it carries"),
    Field.BRAND: _("one of the brands"),
    Field.CHANNEL: _("the channel it came by"),
    Field.SUBJECT: _("words of the subject alone"),
    Field.DATE: _("a day, a month or a span of days"),
    Field.HAS: _("an attachment, a note, a failed reply"),
}


@dataclass(frozen=True)
class Offer:
    """One line below the box. `text` stands in the box when it is taken."""

    text: str
    label: str
    hint: str | Promise = ""
    icon: str = field(kw_only=True)
    # An operator wants its value next; anything else is whole.
    goes_on: bool = False


def offers(written: str, *, agent: Agent) -> list[Offer]:
    """Return what may be meant by what stands before the caret, the likeliest first."""
    piece = asking.unfinished(written)
    if piece.field:
        return [*_values(piece, agent)][:MOST]
    found = [*_recent(written, agent)]
    found += _operators(piece)
    if len(piece.text) > SHORTEST_NAME:
        found += _customers(piece, Field.FROM, agent)
    return found if not written.strip() else found[:MOST]


def operators() -> list[tuple[str, str | Promise]]:
    """Return each operator as it is offered here, with what it asks."""
    return [(asking.NAMES[each][_language()], HINTS[each]) for each in Field]


def remember(question: str, *, agent: Agent, now: datetime) -> None:
    """Keep a question among the agent's recent ones; the oldest is let go."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A crash may take the last moment of it: no page waits for a disk because of what it is offered later.
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(
            """
            INSERT INTO conversations_recentsearch (agent_id, question, searched_at)
            VALUES (%(agent)s, %(what)s, %(now)s)
            ON CONFLICT (agent_id, question) DO UPDATE SET searched_at = excluded.searched_at
            """,
            {"agent": agent.pk, "what": question, "now": now},
        )
        cursor.execute(
            """
            DELETE FROM conversations_recentsearch WHERE id IN (
                SELECT id FROM conversations_recentsearch WHERE agent_id = %s ORDER BY searched_at DESC OFFSET %s)
            """,
            [agent.pk, REMEMBERED],
        )


def _recent(written: str, agent: Agent) -> Iterator[Offer]:
    """Yield the agent's own questions that go on from what is written."""
    asked = fold(written.strip())
    kept = RecentSearch.objects.filter(agent=agent).order_by("-searched_at").values_list("question", flat=True)
    fitting = [question for question in kept[:REMEMBERED] if fold(question).startswith(asked) and question != written]
    for question in fitting[:RECENT]:
        yield Offer(question, question, icon="history")


def _operators(piece: Unfinished) -> Iterator[Offer]:
    asked = fold(piece.text)
    for asked_field in Field:
        names = asking.NAMES[asked_field]
        # In the language of the desk, unless the other one is being written.
        ours = names[_language()]
        name = next((each for each in (ours, *names) if fold(each).startswith(asked)), None)
        if name:
            yield Offer(f"{_before(piece)}{name}:", f"{name}:", HINTS[asked_field], icon="list-filter", goes_on=True)


def _values(piece: Unfinished, agent: Agent) -> Iterator[Offer]:
    assert piece.field
    for names in asking.VALUES.get(piece.field, {}).values():
        if any(fold(name).startswith(fold(piece.text)) for name in names):
            yield _value(piece, names[_language()])
    for name in sorted(_names(piece.field, agent), key=sort_key):
        if not piece.text or asking.is_said(name, piece.text):
            yield _value(piece, name)
    if piece.field in (Field.FROM, Field.TO) and len(piece.text) >= SHORTEST_NAME:
        yield from _customers(piece, piece.field, agent)


def _names(field: Field, agent: Agent) -> list[str]:
    match field:
        case Field.FROM | Field.ASSIGNED:
            return list(Agent.objects.active().values_list("name", flat=True))
        case Field.LABEL:
            return list(Label.objects.filter(is_archived=False).values_list("name", flat=True))
        case Field.BRAND:
            return [name for pk, name in Brand.objects.values_list("pk", "name") if agent.sees(pk)]
        case Field.CHANNEL:
            return [name for name, brand in Channel.objects.values_list("name", "brand") if agent.sees(brand)]
    return []


def _customers(piece: Unfinished, field: Field, agent: Agent) -> Iterator[Offer]:
    words = fold(piece.text).split()
    found = Customer.objects.visible_to(agent).standing()
    for word in words:
        found = found.filter(found_by__contains=word)
    name = piece.name or asking.NAMES[field][_language()]
    for customer in found.prefetch_related("identities")[:RECENT]:
        said = customer.name or customer.address or customer.phone
        text = f"{_before(piece)}{name}:{asking.quoted(said)} "
        yield Offer(text, said, customer.address if customer.name else "", icon="user-round")


def _value(piece: Unfinished, value: str) -> Offer:
    return Offer(f"{_before(piece)}{piece.name}:{asking.quoted(value)} ", value, icon="list-filter")


def _before(piece: Unfinished) -> str:
    return piece.before + ("-" if piece.is_not else "")


def _language() -> int:
    return 0 if (get_language() or "").startswith("tr") else 1
