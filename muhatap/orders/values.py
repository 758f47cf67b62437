"""What a reply can say of the order that a conversation is about, by name: `{{ order.number }}`."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone, translation

from muhatap.conversations.models import Conversation
from muhatap.orders import finding, standing
from muhatap.orders.facts_of import facts_of, way
from muhatap.orders.models import Order
from muhatap.team.models import Agent
from muhatap.web.templatetags.web import full_day


def of(conversation: Conversation, agent: Agent) -> Mapping[str, str]:
    """Return the values of the order that is meant, in the language of the conversation; nothing without one."""
    now = timezone.now()
    order = meant(conversation, agent, now=now)
    if order is None:
        return {}
    ways = [way(parcel) for parcel in order.parcels.all() if parcel.tracking_number]
    with translation.override(conversation.language or conversation.brand.language):
        return {
            "number": order.number,
            "standing": standing.told(facts_of(order), now=now).text,
            "total": str(order.total_amount),
            "refunded": str(order.refunded_amount) if order.refunded else "",
            "placed_on": full_day(order.placed_at),
            "carrier": ", ".join(dict.fromkeys(each.carrier for each in ways)),
            "tracking_number": ", ".join(each.parcel.tracking_number for each in ways),
            "tracking_link": " ".join(each.url for each in ways),
        }


def meant(conversation: Conversation, agent: Agent, *, now: datetime) -> Order | None:
    """Return the order that is meant for sure: of several only the one that somebody said or that is written.

    None of somebody else's.
    """
    found = [each for each in finding.candidates(conversation, agent, now=now) if not each.is_strange]
    if not found or (found[0].why == "sender" and len(found) > 1):
        return None
    return found[0].order
