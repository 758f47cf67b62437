"""What one question to the language model is made of: the sources, each with its place, and who must not be named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muhatap.conversations.models import Conversation, DeliveryState, Direction, Message
from muhatap.knowledge import keywords, offering, queries, saying, suggesting
from muhatap.language_model.masking import Known, Person
from muhatap.orders import finding
from muhatap.orders import values as order_values
from muhatap.orders.models import Order
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.web.templatetags.web import clock, short_day

MOST_MESSAGES = 14
LONGEST_MESSAGE = 4_000
LONGEST_DRAFT = 12_000
MOST_LINES = 10


@dataclass(frozen=True)
class Source:
    """Something an answer may rest on. `title` is told to the model, `label` to the agent; `url` leads to it.

    `is_own`: the shop wrote it, so its values by name are to be filled in.
    """

    kind: str
    title: str
    label: str
    text: str
    url: str = ""
    is_own: bool = False


def messages(conversation: Conversation, *, with_notes: bool) -> list[Source]:
    """Return what was said last, the oldest first; what was taken back or not sent yet is not among it."""
    found = conversation.messages.filter(machine="").exclude(
        delivery__state__in=[DeliveryState.UNDONE, DeliveryState.HELD]
    )
    if not with_notes:
        found = found.exclude(direction=Direction.NOTE)
    newest = found.select_related("author").order_by("-at", "-id")[:MOST_MESSAGES]
    return [_of_message(each) for each in reversed(newest) if each.text.strip()]


def last_of_customer(conversation: Conversation) -> Source | None:
    said = conversation.messages.filter(direction=Direction.IN, machine="").exclude(text="").order_by("-at", "-id")
    newest = said.first()
    return _of_message(newest) if newest else None


def draft(text: str) -> Source:
    return Source("draft", "what the agent has written so far", _("your draft"), text[:LONGEST_DRAFT], is_own=True)


def orders(conversation: Conversation, agent: Agent, *, now: datetime) -> list[Source]:
    """Return the facts of the order that is meant, if one is."""
    order = order_values.meant(conversation, agent, now=now)
    if order is None:
        return []
    facts = order_values.of(conversation, agent)
    with translation.override("en"):
        told = [f"{name.replace('_', ' ')}: {value}" for name, value in facts.items() if value]
    lines = [f"{line.quantity} × {line.name}" for line in order.lines.all()[:MOST_LINES]]
    label = _("Order %(number)s") % {"number": order.number}
    text = "\n".join([*told, *lines])
    return [Source("order", "facts of the customer's order", label, text, reverse("orders:show", args=[order.pk]))]


def replies(conversation: Conversation, agent: Agent, *, now: datetime) -> list[Source]:
    """Return the few saved replies that fit, filled with the values of this conversation."""
    usable = {each.pk: each for each in queries.usable(agent, conversation)}
    said = queries.said_in(conversation, agent, now=now)
    suited = suggesting.suggested(map(queries.offered_of, usable.values()), said, of_situation=keywords.OF_SITUATION)
    filled = offering.offers([usable[one.number] for one in suited], conversation, agent)
    may_open = allowed(agent, "knowledge.replies")
    return [
        Source(
            "reply",
            "a model answer of the shop",
            _("Saved reply “%(name)s”") % {"name": each.reply.name},
            each.text,
            reverse("knowledge:reply", args=[each.reply.pk]) if may_open else "",
            is_own=True,
        )
        for each in filled
    ]


def known(conversation: Conversation, agent: Agent, *, now: datetime) -> Known:
    """Return whom and what the masks have to know: all who take part, and the orders that may be meant."""
    found = [each.order for each in finding.candidates(conversation, agent, now=now)]
    identities = list(conversation.customer.identities.all())
    return Known(
        people=list(dict.fromkeys(_people(conversation, agent, found))),
        orders=[order.number for order in found],
        parcels=[parcel.tracking_number for order in found for parcel in order.parcels.all() if parcel.tracking_number],
        addresses=[*(identity.value for identity in identities), *(part for order in found for part in _places(order))],
    )


def language_named(code: str) -> str:
    """Return the English name of a language: what models understand best."""
    return str(Locale.parse("en").languages.get(code[:2]) or "Turkish")


def spoken(conversation: Conversation) -> str:
    return conversation.language or conversation.brand.language


def voice(conversation: Conversation) -> str:
    return saying.voice_of(conversation.brand_id)


def _people(conversation: Conversation, agent: Agent, orders: Sequence[Order]) -> Iterator[Person]:
    yield Person(conversation.customer.name, "customer")
    yield Person(conversation.customer_name, "customer")
    yield Person(agent.name, "agent")
    for name in Agent.objects.seeing(conversation.brand_id).order_by("pk").values_list("name", flat=True):
        yield Person(name, "agent")
    written = conversation.messages.order_by("-at", "-id").select_related("author")[: MOST_MESSAGES * 2]
    for message in written:
        if message.author:
            yield Person(message.author.name, "agent")
        people = message.people
        for one in [people.get("from") or {}, *(each for part in ("to", "cc", "bcc") for each in people.get(part, []))]:
            yield Person(str(one.get("name") or ""), "person")
    for order in orders:
        yield Person(order.customer_name, "person")
        yield Person(str(order.ship_to.get("name") or ""), "person")


def _places(order: Order) -> Iterator[str]:
    yield from (str(line) for line in order.ship_to.get("lines") or [])
    yield str(order.ship_to.get("phone") or "")


def _of_message(message: Message) -> Source:
    who = {Direction.IN: "message of the customer", Direction.OUT: "our reply", Direction.NOTE: "internal note"}
    labels = {Direction.IN: _("Customer"), Direction.OUT: _("Our reply"), Direction.NOTE: _("Note")}
    direction = Direction(message.direction)
    at = timezone.localtime(message.at)
    return Source(
        "message",
        f"{who[direction]}, {at:%Y-%m-%d %H:%M}",
        f"{labels[direction]}, {short_day(message.at)} {clock(message.at)}",
        message.text[:LONGEST_MESSAGE],
        reverse("conversations:show", args=[message.conversation_id]) + f"#message-{message.pk}",
        is_own=direction == Direction.OUT,
    )
