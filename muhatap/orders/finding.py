"""Which orders a conversation is about: those somebody named, those in its text, those of whoever writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max, Min, Q, Sum
from django.db.models.aggregates import Count

from muhatap.conversations.models import Conversation, Message
from muhatap.customers.actions.identifying import normalise
from muhatap.customers.models import Customer, Identity
from muhatap.orders.mentions import Certainty, key_of, numbers_in
from muhatap.orders.models import Order, OrderQuerySet, OrderState, Parcel, Product, Tie
from muhatap.orders.money import Amount
from muhatap.team.models import Agent

# Numbers are looked for in the newest messages; who still writes about an older one says it again.
READ_MESSAGES = 10
READ_CHARACTERS = 20_000
MOST_KEYS = 30
SHOWN = 3
MOST_WORDS = 6
SHORTEST_NAME = 3
PAGE_LENGTH = 40
# One number may be given by several shops, and by one shop again each year.
MOST_MEANT = 200
LONGEST_QUESTION = 320
LATELY = timedelta(days=120)


@dataclass(frozen=True)
class Candidate:
    """An order that may be meant. `why` is "said" (an agent said so), "text" (its number is written) or "sender"."""

    order: Order
    why: str
    # Whoever writes is not known to be who ordered.
    is_strange: bool = False


@dataclass(frozen=True)
class OrderPage:
    """Some orders, the newest first, and the number to go on after; None on the last page."""

    rows: list[Order]
    next: int | None


@dataclass(frozen=True)
class Picture:
    """What a customer's orders come to, by currency, without the cancelled ones.

    `totals` is without what went back; `refunded` is what did. Of `return_count` orders something came back.
    """

    count: int
    totals: Sequence[Amount]
    refunded: Sequence[Amount]
    return_count: int
    first_at: datetime | None
    last_at: datetime | None


def candidates(conversation: Conversation, agent: Agent, *, now: datetime) -> list[Candidate]:
    """Return the orders that a conversation may be about, the likeliest first, a few at most."""
    orders = _orders(agent).filter(shop__brand=conversation.brand_id)
    said = list(orders.filter(ties__conversation=conversation).order_by("-ties__at"))
    verified = _verified(conversation) if said else frozenset[int]()
    messages = _read(conversation)
    emails, phones = addresses_of(conversation.customer)
    # A mail that only says it is from this customer proves nothing.
    is_doubtful = any("spoofed" in message.warnings for message in messages)

    def is_strange(order: Order) -> bool:
        if order.pk in verified:
            return False
        return is_doubtful or not (order.email in emails or (bool(order.phone) and order.phone in phones))

    found = {order.pk: Candidate(order, "said", is_strange(order)) for order in said}
    for order, certainty in _written(orders, messages, conversation.subject):
        strange = is_strange(order)
        # A bare number that happens to be somebody else's order is a coincidence.
        if certainty > Certainty.POSSIBLE or not strange:
            found.setdefault(order.pk, Candidate(order, "text", strange))
    if not found and not is_doubtful:
        recent = orders.placed_by(emails=emails, phones=phones).filter(placed_at__gt=now - LATELY)
        for order in recent.order_by("-placed_at", "-id")[:SHOWN]:
            found[order.pk] = Candidate(order, "sender")
    return list(found.values())[:SHOWN]


def _verified(conversation: Conversation) -> frozenset[int]:
    """Return the orders of which somebody made sure that whoever writes here may hear of them."""
    ties = Tie.objects.filter(conversation=conversation, verified_at__isnull=False)
    return frozenset(ties.values_list("order", flat=True))


def picture_of(customer: Customer, agent: Agent) -> Picture:
    """Return what the customer has ordered in the shops that the agent sees."""
    emails, phones = addresses_of(customer)
    found = _orders(agent, with_parts=False).placed_by(emails=emails, phones=phones)
    by_currency = list(
        found.exclude(state=OrderState.CANCELLED)
        .values("currency")
        .annotate(
            count=Count("pk"), whole=Sum("total"), back=Sum("refunded"), first=Min("placed_at"), last=Max("placed_at")
        )
        .order_by("-whole")
    )
    return Picture(
        count=sum(each["count"] for each in by_currency),
        totals=[Amount(each["whole"] - each["back"], each["currency"]) for each in by_currency],
        refunded=[Amount(each["back"], each["currency"]) for each in by_currency if each["back"]],
        return_count=found.filter(returns__isnull=False).distinct().count(),
        first_at=min((each["first"] for each in by_currency), default=None),
        last_at=max((each["last"] for each in by_currency), default=None),
    )


def of_customer(customer: Customer, agent: Agent) -> OrderQuerySet:
    """Return the customer's orders in the shops that the agent sees, the newest first."""
    emails, phones = addresses_of(customer)
    return _newest_first(_orders(agent).placed_by(emails=emails, phones=phones))


def by_words(asked: str, agent: Agent) -> OrderQuerySet:
    """Return the orders that a number, an address, a phone number or a tracking number means, the newest first."""
    asked = asked.replace("\x00", "").strip()[:LONGEST_QUESTION]
    if "@" in asked:
        return _newest_first(_orders(agent).filter(email=normalise(Identity.EMAIL, asked)))
    # Each is asked by its own index; together in one question they would go through all orders.
    told = Parcel.objects.filter(tracking_number=asked.replace(" ", "")) if asked else Parcel.objects.none()
    numbers = set(told.values_list("order", flat=True)[:MOST_MEANT])
    if key := key_of(asked):
        numbers |= set(Order.objects.filter(number_key=key).values_list("pk", flat=True)[:MOST_MEANT])
    if (phone := normalise(Identity.PHONE, asked)).startswith("+"):
        numbers |= set(Order.objects.filter(phone=phone).values_list("pk", flat=True)[:MOST_MEANT])
    return _newest_first(_orders(agent).filter(pk__in=numbers))


def all_of(agent: Agent) -> OrderQuerySet:
    """Return all orders that the agent sees, the newest first."""
    return _newest_first(_orders(agent))


def page(found: OrderQuerySet, *, before: int | None) -> OrderPage:
    """Return a page of orders, those after the one of this number; a number that is none begins anew."""
    last = Order.objects.filter(pk=before).values_list("placed_at", flat=True).first() if before else None
    if last is not None:
        found = found.filter(placed_at__lte=last).exclude(placed_at=last, pk__gte=before)
    rows = list(found[: PAGE_LENGTH + 1])
    return OrderPage(rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].pk if len(rows) > PAGE_LENGTH else None)


def addresses_of(customer: Customer) -> tuple[list[str], list[str]]:
    """Return the e-mail addresses and phone numbers that a customer is known by."""
    known = [(identity.kind, identity.value) for identity in customer.identities.all()]
    emails = [value for kind, value in known if kind == Identity.EMAIL]
    return emails, [value for kind, value in known if kind == Identity.PHONE]


def products_of(orders: Iterable[Order], skus: Iterable[str]) -> dict[tuple[int, str], Product]:
    """Return what the shops of these orders say of what was bought, by shop and stock number."""
    found = Product.objects.filter(shop__in={order.shop_id for order in orders}, sku__in={sku for sku in skus if sku})
    return {(product.shop_id, product.sku): product for product in found}


def products_by_words(asked: str, agent: Agent, *, brand_id: int) -> list[Product]:
    """Return a few products that a stock number or all words of a name mean, those in stock first."""
    words = asked.replace("\x00", "").split()[:MOST_WORDS]
    if not words or len(asked) < SHORTEST_NAME:
        return []
    named = Q()
    for word in words:
        named &= Q(name__icontains=word)
    found = Product.objects.visible_to(agent).filter(Q(sku__iexact=asked.strip()) | named, shop__brand=brand_id)
    return list(found.order_by(F("stock").desc(nulls_last=True), "name")[:SHOWN])


def _newest_first(found: OrderQuerySet) -> OrderQuerySet:
    return found.order_by("-placed_at", "-id")


def _orders(agent: Agent, *, with_parts: bool = True) -> OrderQuerySet:
    found: OrderQuerySet = Order.objects.visible_to(agent)
    return found.select_related("shop").prefetch_related("parcels", "refunds") if with_parts else found


def _read(conversation: Conversation) -> list[Message]:
    """Return the newest messages that the other side wrote."""
    theirs = conversation.messages.filter(direction="in").only("text", "quoted_text", "warnings", "conversation_id")
    return list(theirs.order_by("-at", "-id")[:READ_MESSAGES])


def _written(orders: OrderQuerySet, messages: Iterable[Message], subject: str) -> list[tuple[Order, Certainty]]:
    """Return the orders whose numbers are written, as surely as they are; those in newer messages first."""
    sure: dict[str, Certainty] = {}
    for text in (subject, *(part for message in messages for part in (message.text, message.quoted_text))):
        for mention in numbers_in(text[:READ_CHARACTERS]):
            sure[mention.key] = max(sure.get(mention.key, mention.certainty), mention.certainty)
    keys = list(sure)[:MOST_KEYS]
    found = [(order, sure[order.number_key]) for order in orders.filter(number_key__in=keys)] if keys else []
    return sorted(found, key=lambda pair: (-pair[1], keys.index(pair[0].number_key), -pair[0].placed_at.timestamp()))
