"""Telling those who suffered that it is fixed: once each, where they wrote, if they let us write."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import override
from procrastinate.types import JSONValue

from muhatap.causes.models import SETTLED, Cause, Evidence, Heard
from muhatap.conversations import actions as conversations
from muhatap.conversations import values
from muhatap.conversations.models import Conversation
from muhatap.core.jobs import defer
from muhatap.customers.models import Consent, ConsentKind
from muhatap.promises import telling as promises
from muhatap.team.models import Agent

TELL = "muhatap.causes.jobs.tell_one"

# What is not known of this customer is left out, with the space before it.
_GAP = re.compile(r" ?\{\{[^{}]{0,80}\}\}")

# {name} is what was wrong, in the words of the shop.
_WORDS = {
    "tr": (
        "Merhaba {{{{ customer.name }}}},\n\nBize yazmıştınız; sizin ve sizin gibi yazanların sayesinde sorunu bulup "
        "düzelttik: {name}.\n\nHaber verdiğiniz için teşekkür ederiz. Bir eksik kaldıysa bu iletiyi yanıtlamanız "
        "yeter.\n\n{{{{ agent.name }}}}\n{{{{ brand.name }}}}"
    ),
    "en": (
        "Hello {{{{ customer.name }}}},\n\nYou wrote to us about this. Thanks to you and others who did, we found the "
        "cause and fixed it: {name}.\n\nThank you for telling us. If anything is still not right, just answer this "
        "message.\n\n{{{{ agent.name }}}}\n{{{{ brand.name }}}}"
    ),
}


class NotFixed(Exception):
    """Nobody is told that something is fixed which is not."""


def to_tell(cause: Cause) -> QuerySet[Heard]:
    """Return the newest evidence of each customer who has not been told and may be: what is sent goes there."""
    said_no = Consent.objects.filter(kind=ConsentKind.DATA).order_by("customer", "-at", "-id").distinct("customer")
    refusing = [each.customer_id for each in said_no if not each.is_given]
    # Whose a conversation is now: customers are merged, and one person is told once.
    told = Heard.objects.filter(cause=cause, told_at__isnull=False, conversation__isnull=False)
    heard = Heard.objects.filter(cause=cause, kind=Evidence.CONVERSATION, told_at=None)
    reachable = Q(conversation__deleted_at=None, conversation__is_spam=False, conversation__merged_into=None)
    heard = heard.filter(reachable).exclude(conversation__customer__in=told.values("conversation__customer"))
    heard = heard.exclude(conversation__customer__in=refusing)
    return heard.order_by("conversation__customer", "-at", "-pk").distinct("conversation__customer")


def words(cause: Cause, language: str) -> str:
    """Return what is sent, with its values still to be filled in."""
    return _WORDS["en" if language == "en" else "tr"].format(name=cause.name.replace("{", "(").replace("}", ")"))


@transaction.atomic
def tell(cause: Cause, *, texts: dict[str, str], by: Agent, now: datetime) -> int:
    """Plan one message for each of them; `texts` are the words by language. Raises NotFixed. Return how many."""
    if cause.state not in SETTLED:
        raise NotFixed
    waiting = list(Heard.objects.select_for_update().filter(pk__in=[each.pk for each in to_tell(cause)], told_at=None))
    for heard in waiting:
        defer(TELL, heard_id=heard.pk, agent_id=by.pk, texts=dict[str, JSONValue](texts))
    Heard.objects.filter(pk__in=[each.pk for each in waiting]).update(told_at=now)
    return len(waiting)


def tell_one(heard_id: int, *, agent_id: int, texts: dict[str, str], now: datetime) -> None:
    """Send one of them. Sent twice by a job that ran twice it is one message: it has the evidence's own key."""
    heard = Heard.objects.select_related("conversation__brand", "conversation__customer", "conversation__channel")
    one = heard.filter(pk=heard_id).first()
    if one is None or one.conversation is None:
        return
    conversation: Conversation = one.conversation.survivor
    by = Agent.objects.get(pk=agent_id)
    language = "en" if (conversation.language or conversation.brand.language) == "en" else "tr"
    with override(language):
        filled = _GAP.sub("", values.fill(texts[language], "", conversation, by).text)
    was_closed = conversation.is_closed
    conversations.reply(
        conversation,
        by=by,
        text=filled,
        people={"to": promises.people(conversation)["to"], "cc": [], "bcc": []},
        now=now,
        undo_seconds=0,
        idempotency_key=f"fixed-{one.pk}",
        then="closed" if was_closed else "",
    )
