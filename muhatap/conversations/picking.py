"""Which conversations a dialog offers to merge, move or link with, and which one is linked with already."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from muhatap.conversations import finding
from muhatap.conversations.models import Conversation, ConversationLink, ConversationQuerySet
from muhatap.core.compiled import compiled
from muhatap.team.models import Agent

OFFERED = 8
LARGEST_NUMBER = 2**63 - 1


def candidates(conversation: Conversation, *, agent: Agent, question: str = "") -> list[Conversation]:
    """Return conversations of the same brand, none of them merged, spam beside no spam or in the bin."""
    possible = _possible(conversation, agent)
    if not question:
        theirs = possible.filter(customer=conversation.customer_id)
        return list(theirs.order_by("-last_message_at")[:OFFERED])
    numbers = [hit.conversation.pk for hit in finding.search(question, agent=agent, now=timezone.now()).rows]
    named = question.removeprefix("#")
    if named.isdecimal() and int(named) <= LARGEST_NUMBER:
        numbers.insert(0, int(named))
    found = possible.in_bulk(numbers)
    wanted = [found[number] for number in dict.fromkeys(numbers) if number in found][:OFFERED]
    return sorted(wanted, key=lambda one: one.customer_id != conversation.customer_id)


def linked_with(conversation_id: int, agent: Agent) -> list[tuple[ConversationLink, Conversation]]:
    """Return the conversations linked with one, each with its link; those merged since stand for their survivors."""
    ties = _ties(conversation_id)
    others = [(tie, tie.second if tie.first_id == conversation_id else tie.first) for tie in ties]
    return [(tie, other.survivor) for tie, other in others if not agent.brand_ids or other.brand_id in agent.brand_ids]


@compiled
def _ties(conversation_id: int) -> QuerySet[ConversationLink]:
    sides = Q(first=conversation_id) | Q(second=conversation_id)
    return ConversationLink.objects.filter(sides).prefetch_related("first", "second").order_by("-pk")


def _possible(conversation: Conversation, agent: Agent) -> ConversationQuerySet:
    visible: ConversationQuerySet = Conversation.objects.visible_to(agent)
    alike = visible.main().filter(
        brand=conversation.brand_id, merged_into=None, is_spam=conversation.is_spam, deleted_at=None
    )
    return alike.exclude(pk=conversation.pk)
