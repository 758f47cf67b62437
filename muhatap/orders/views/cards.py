"""What a card of an order shows, put together from the order and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from muhatap.orders import finding, standing
from muhatap.orders.acts_of import Shown, shown
from muhatap.orders.facts_of import Way, facts_of, way
from muhatap.orders.finding import Candidate
from muhatap.orders.models import Order, OrderLine, OrderState, ParcelState, PaymentState, Product
from muhatap.orders.panels import owner_masked
from muhatap.orders.standing import Standing
from muhatap.team.models import Agent

LINES_SHOWN = 3
STEPS = 4


@dataclass(frozen=True)
class Article:
    """A line of an order with what the shop says of it now."""

    line: OrderLine | None
    product: Product | None
    stock: Standing


@dataclass(frozen=True)
class Card:
    order: Order
    standing: Standing
    lines: list[Article]
    more_count: int
    ways: list[Way]
    # How many of the four steps (ordered, paid, sent, there) are done, and whether the next one is late.
    steps: list[str]
    why: str = ""
    # Set when it is to be made sure who writes: who ordered, masked.
    stranger: str = ""
    # What was asked of the shop, and what can be.
    acts: Shown | None = None


def cards(found: Iterable[Candidate], agent: Agent, *, now: datetime) -> list[Card]:
    candidates = list(found)
    lines = _lines([each.order for each in candidates])
    products = finding.products_of(
        [each.order for each in candidates], [line.sku for some in lines.values() for line in some]
    )
    return [
        card(
            each.order,
            [article(line, products.get((each.order.shop_id, line.sku)), now=now) for line in lines[each.order.pk]],
            now=now,
            why=each.why,
            stranger=owner_masked(each.order) if each.is_strange and each.order.shop.is_verifying else "",
            acts=shown(each.order, agent),
        )
        for each in candidates
    ]


def article(line: OrderLine, product: Product | None, *, now: datetime) -> Article:
    today = timezone.localdate(now)
    stock = standing.stock_told(product.stock, product.expected_on, today=today) if product else Standing("")
    return Article(line, product, stock)


def about(product: Product, *, now: datetime) -> Article:
    """Return a product that nobody has bought here yet."""
    today = timezone.localdate(now)
    return Article(None, product, standing.stock_told(product.stock, product.expected_on, today=today))


def card(
    order: Order,
    lines: list[Article],
    *,
    now: datetime,
    why: str = "",
    stranger: str = "",
    acts: Shown | None = None,
) -> Card:
    told = standing.told(facts_of(order), now=now)
    return Card(
        order=order,
        standing=told,
        lines=lines[:LINES_SHOWN],
        more_count=order.line_count - len(lines[:LINES_SHOWN]),
        ways=[way(parcel) for parcel in order.parcels.all()],
        steps=_steps(order, told.tone),
        why=why,
        stranger=stranger,
        acts=acts,
    )


def _lines(orders: list[Order]) -> dict[int, list[OrderLine]]:
    """Return the first lines of each order; an order of ten thousand lines brings no more than those."""
    found: dict[int, list[OrderLine]] = {order.pk: [] for order in orders}
    first = OrderLine.objects.filter(order__in=found, position__lt=LINES_SHOWN).select_related("order")
    for line in first.order_by("order", "position"):
        found[line.order_id].append(line)
    return found


def _steps(order: Order, tone: str) -> list[str]:
    """Return the classes of the four steps: "done", "now", "late", or nothing for those ahead."""
    if order.state == OrderState.CANCELLED:
        return ["off"] * STEPS
    states = {parcel.state for parcel in order.parcels.all()}
    is_sent = bool(states - {ParcelState.PREPARING})
    # What is sent is paid, or will be at the door: nobody needs to wait for that.
    is_paid = is_sent or order.payment_state not in (PaymentState.UNKNOWN, PaymentState.NONE, PaymentState.FAILED)
    is_there = bool(states) and states <= {ParcelState.DELIVERED}
    done = 1 + is_paid + is_sent + is_there
    now = "late" if tone == "late" else "now"
    return ["done"] * done + [now][: STEPS - done] + [""] * (STEPS - done - 1)
