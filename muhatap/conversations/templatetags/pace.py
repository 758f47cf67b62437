"""What the menus of a conversation's pace and labels offer."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import formats, timezone

from muhatap.conversations import moments, queries, standing
from muhatap.conversations.models import Conversation, Label
from muhatap.web.templatetags.web import clock

register = template.Library()


@dataclass(frozen=True)
class Offered:
    """A label in the menu of a conversation, and whether it is on it."""

    label: Label
    is_on: bool


@register.simple_tag
def rest_moments() -> list[moments.Moment]:
    return moments.to_rest_until(timezone.now())


@register.filter
def rest_time(at: datetime) -> str:
    """Say a moment to rest until as briefly as a menu has room: the hour, with the weekday on another day."""
    local = timezone.localtime(at)
    is_today = local.date() == timezone.localdate()
    return clock(at) if is_today else f"{formats.date_format(local, 'D')} {clock(at)}"


@register.simple_tag
def clock_of(conversation: Conversation) -> standing.Clock:
    """Return how long is left until an answer is due and until the matter should be settled, in words."""
    return standing.clock_of(conversation, now=timezone.now())


@register.simple_tag
def labels_offered(conversation: Conversation) -> list[Offered]:
    """Return the labels in use, and those out of use that it still carries."""
    known = queries.labels()
    offered = [Offered(label, is_on=label.pk in conversation.label_ids) for label in known]
    return [one for one in offered if one.is_on or not one.label.is_archived]


@register.simple_tag
def labels_on(conversation: Conversation) -> list[Label]:
    """Return the labels that a conversation carries; most carry none and ask nothing."""
    return list(queries.labels_on([conversation]).values())
