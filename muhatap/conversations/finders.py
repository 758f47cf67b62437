"""What the palette finds of conversations: one by its number, others by what they hold."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from muhatap.conversations import finding
from muhatap.conversations.models import Conversation
from muhatap.team.models import Agent
from muhatap.web.slots import Finder, Found, register_finder

SHOWN = 6
# The largest number that a key of the database holds.
LARGEST = 2**63 - 1


def register() -> None:
    register_finder(Finder(name="number", permission="conversations.read", find=by_number, order=10))
    register_finder(Finder(name="conversations", permission="conversations.read", find=by_words, order=30))


def by_number(agent: Agent, asked: str) -> Iterator[Found]:
    number = asked.removeprefix("#").strip()
    if number.isascii() and number.isdecimal() and int(number) <= LARGEST:
        for conversation in Conversation.objects.visible_to(agent).filter(pk=int(number)):
            yield _found(conversation)


def by_words(agent: Agent, asked: str) -> Iterator[Found]:
    """Yield the newest conversations that hold the words."""
    for hit in finding.search(asked, agent=agent, now=timezone.now(), limit=SHOWN).rows:
        yield _found(hit.conversation)


def _found(conversation: Conversation) -> Found:
    subject = conversation.subject or _("(no subject)")
    return Found(
        label=f"{conversation.customer_name}: {subject}" if conversation.customer_name else subject,
        detail=f"#{conversation.pk}",
        url=reverse("conversations:show", args=[conversation.pk]),
    )
