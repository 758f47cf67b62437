"""What the palette finds of customers: people by name, address or number."""

from collections.abc import Iterator

from django.urls import reverse

from muhatap.customers import queries
from muhatap.team.models import Agent
from muhatap.web.slots import Finder, Found, register_finder

SHOWN = 4
# One letter fits half of all people.
SHORTEST = 2


def register() -> None:
    register_finder(Finder(name="customers", permission="customers.read", find=by_words, order=20))


def by_words(agent: Agent, asked: str) -> Iterator[Found]:
    if len(asked) < SHORTEST:
        return
    for customer in queries.page(agent, question=asked).rows[:SHOWN]:
        yield Found(label=str(customer), detail=customer.address, url=reverse("customers:show", args=[customer.pk]))
