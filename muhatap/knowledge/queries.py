"""What people ask of saved replies."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import F, Prefetch, QuerySet

from muhatap.conversations.models import Channel, Conversation, Direction
from muhatap.core.turkish import fold, words
from muhatap.knowledge.models import OrderStanding, SavedReply, SavedReplyQuerySet, Situation, Wording
from muhatap.knowledge.suggesting import Offered, Said
from muhatap.knowledge.tones import tone_of
from muhatap.orders import standing
from muhatap.orders import values as orders
from muhatap.orders.facts_of import facts_of
from muhatap.orders.models import Order
from muhatap.team.models import Agent

READ_LENGTH = 8_000
CHANNELS = ("mail", "chat", "form", "social", "voice")


def usable(agent: Agent, conversation: Conversation) -> list[SavedReply]:
    """Return what may be said in a conversation, in the order of the groups; those used most first in each."""
    visible: SavedReplyQuerySet = SavedReply.objects.all()
    found = visible.visible_to(agent).in_use().of_brand(conversation.brand_id).prefetch_related("wordings")
    places = {name: place for place, name in enumerate(Situation.values)}
    return sorted(found, key=lambda one: (places.get(one.situation, 99), -one.use_count, one.pk))


def managed(agent: Agent) -> QuerySet[SavedReply]:
    """Return all that an agent sees on the page, put away or not, with who changed each."""
    visible: SavedReplyQuerySet = SavedReply.objects.all()
    whole = visible.visible_to(agent).select_related("brand", "changed_by", "put_away_by")
    return whole.prefetch_related(Prefetch("wordings", Wording.objects.order_by("language", "voice")))


def matching(replies: Iterable[SavedReply], asked: str) -> list[SavedReply]:
    """Return those whose names, shortcut, group, words or text hold each word that is asked for, however typed."""
    wanted = words(asked)[:12]
    return [each for each in replies if all(word in found_by(each) for word in wanted)] if wanted else list(replies)


def found_by(reply: SavedReply) -> str:
    """Return what a search looks at, folded: the same in the list while one writes."""
    texts = [wording.text for wording in reply.wordings.all()]
    named = [*reply.names.values(), reply.shortcut.replace("-", " "), reply.shortcut, reply.get_situation_display()]
    return " ".join(fold(" ".join([*named, *reply.keywords, *texts])).split())


def in_order_of_care(replies: Iterable[SavedReply], *, today: date) -> list[SavedReply]:
    """Return those first whose review date has come, the longest ago before."""
    return sorted(replies, key=lambda one: (not one.is_to_review(today), one.review_on or date.max, one.pk))


def offered_of(reply: SavedReply) -> Offered:
    return Offered(
        number=reply.pk,
        situation=reply.situation,
        keywords=reply.keywords,
        tones=reply.tones,
        order_standings=reply.order_standings,
        channel_kinds=reply.channel_kinds,
        contact=reply.contact,
        use_count=reply.use_count,
    )


def said_in(conversation: Conversation, agent: Agent, *, now: datetime) -> Said:
    """Return what is known of the moment in which a reply is wanted."""
    text = last_words(conversation)
    earlier = Conversation.objects.filter(customer=conversation.customer_id, pk__lt=conversation.pk)
    order = orders.meant(conversation, agent, now=now)
    return Said(
        # Later on the subject tells what it was about at first.
        text=f"{conversation.subject}\n{text}" if conversation.customer_message_count <= 1 else text,
        tone=tone_of(text),
        order_standing=standing_of(order, now=now) if order else "",
        channel_kind=conversation.channel.kind,
        is_first_contact=conversation.customer_message_count <= 1 and not earlier.exists(),
    )


def last_words(conversation: Conversation) -> str:
    said = conversation.messages.filter(direction=Direction.IN, machine="").order_by("-at", "-id")
    return (said.values_list("text", flat=True).first() or "")[:READ_LENGTH]


def standing_of(order: Order, *, now: datetime) -> str:
    """Return one of models.OrderStanding; nothing where it is none of them."""
    facts = facts_of(order)
    states = {parcel.state for parcel in facts.parcels}
    if facts.cancelled_at:
        return OrderStanding.CANCELLED
    if facts.refunded:
        return OrderStanding.REFUNDED
    if "returned" in states:
        return OrderStanding.RETURNING
    if standing.told(facts, now=now).tone == "late":
        return OrderStanding.LATE
    if states == {"delivered"}:
        return OrderStanding.DELIVERED
    if states & set(standing.MOVING):
        return OrderStanding.ON_THE_WAY
    return OrderStanding.PREPARING if facts.payment not in ("none", "failed") else ""


def channel_kinds() -> Sequence[str]:
    """Return the kinds of channels that a reply may be kept for: those that there are, in a fixed order."""
    there = set(Channel.objects.values_list("kind", flat=True))
    return [kind for kind in CHANNELS if kind in there] + sorted(there - set(CHANNELS))


def recent_conversations(agent: Agent, *, most: int = 12) -> list[Conversation]:
    """Return conversations to try a reply on: the newest that the agent sees."""
    visible = Conversation.objects.visible_to(agent).standing()
    return list(visible.select_related("brand", "customer", "channel").order_by(F("last_message_at").desc())[:most])
