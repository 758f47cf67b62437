"""Which conversations are about a product, and which product is meant, for what is counted by it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from muhatap.conversations.models import Conversation
from muhatap.core.page_memory import once_a_page
from muhatap.core.turkish import fold
from muhatap.orders.models import OrderLine, Product, Tie
from muhatap.team.models import Agent

FOUND = 8
MOST_WORDS = 6
LONGEST = 80
_LETTERS = "İIıÇçĞğÖöŞşÜüÂâÎîÛû"


def conversations(sku: str) -> QuerySet[Any]:
    """Return the numbers of the conversations that somebody put to an order with a product, by its stock number.

    What was said of a conversation before it was merged into another is said of that one.
    """
    tied = Tie.objects.filter(order__in=OrderLine.objects.filter(sku=sku).values("order")).order_by()
    merged = Conversation.objects.filter(order_ties__in=tied, merged_into__isnull=False)
    found = tied.values("conversation")
    if survivors := {one.survivor.pk for one in merged}:
        return found.union(Conversation.objects.filter(pk__in=survivors).order_by().values("pk"))
    return found


@once_a_page
def meant(typed: str, agent: Agent) -> Sequence[Product]:
    """Return the product of a stock number; else a few whose names have all the words, those still sold first.

    One a stock number: what several shops sell under it is one product.
    """
    typed = typed.replace("\x00", "").strip()[:LONGEST]
    if not typed:
        return []
    every = Product.objects.visible_to(agent).exclude(sku="")
    if exact := every.filter(sku=typed).order_by("-is_sold", "pk").first():
        return [exact]
    letters = Func(F("name"), Value(_LETTERS), Value(fold(_LETTERS)), function="translate", output_field=CharField())
    named = Q()
    for word in fold(typed).split()[:MOST_WORDS]:
        named &= Q(plain__contains=word)
    found = every.annotate(plain=Lower(letters)).filter(named | Q(sku__istartswith=typed))
    by_sku: dict[str, Product] = {}
    for each in found.order_by("-is_sold", "name", "pk")[: 4 * FOUND]:
        by_sku.setdefault(each.sku, each)
    return list(by_sku.values())[:FOUND]


def are_known(agent: Agent) -> bool:
    return _are_known(tuple(agent.brand_ids))


@once_a_page
def _are_known(brand_ids: tuple[int, ...]) -> bool:
    return Product.objects.visible_to(Agent.seeing_only(0, [*brand_ids])).exists()
