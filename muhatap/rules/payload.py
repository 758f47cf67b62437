"""What a webhook says: which rule ran, on which conversation, and the message it was about."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from muhatap.conversations.models import Conversation, Label, Message
from muhatap.rules.models import Rule


def of(rule: Rule, conversation: Conversation, message: Message | None, *, now: datetime) -> dict[str, Any]:
    """Return the body in the shape of Standard Webhooks: type, timestamp, data."""
    return {
        "type": "rule.ran",
        "timestamp": now.isoformat(),
        "data": {
            "rule": {"id": rule.pk, "name": rule.name, "event": rule.event},
            "conversation": _conversation(conversation),
            "message": _message(message) if message else None,
        },
    }


def _conversation(conversation: Conversation) -> dict[str, Any]:
    labels = Label.objects.filter(pk__in=conversation.label_ids).values_list("name", flat=True)
    return {
        "id": str(conversation.uid),
        "number": conversation.pk,
        "url": settings.SITE_URL + reverse("conversations:show", args=[conversation.pk]),
        "subject": conversation.subject,
        "status": conversation.status,
        "language": conversation.language,
        "brand": conversation.brand.name,
        "channel": conversation.channel.address or conversation.channel.name,
        "agent": conversation.assigned_to.name if conversation.assigned_to else None,
        "team": conversation.team.name if conversation.team else None,
        "labels": list(labels),
        "customer": {"name": conversation.customer.name, "address": conversation.customer.address},
        "opened_at": conversation.opened_at.isoformat(),
        "waiting_since": conversation.waiting_since.isoformat() if conversation.waiting_since else None,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.uid),
        "direction": message.direction,
        "at": message.at.isoformat(),
        "from": message.people.get("from") or None,
        "subject": message.subject,
        "text": message.text,
    }
