"""Whether somebody is there, as templates show it: a dot for the eye, words for everyone."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from muhatap.team.models import Agent
from muhatap.team.presence import Standing
from muhatap.team.queries import own_standing
from muhatap.web.presence import in_words, moment

register = template.Library()


@register.filter
def presence_words(standing: Standing) -> str:
    return in_words(standing)


@register.filter
def said_of(words: Mapping[int, str] | None, agent_id: int) -> str:
    """Return what is said of an agent, or nothing."""
    return words.get(agent_id, "") if words else ""


@register.filter
def moment_ahead(at: datetime) -> str:
    return moment(at)


@register.simple_tag
def presence_dot(standing: Standing) -> SafeString:
    return format_html('<span class="presence presence-{}" aria-hidden="true"></span>', standing.presence)


@register.simple_tag(takes_context=True)
def my_standing(context: Context) -> Standing | None:
    """Return how it stands with whoever looks at the page; they are at it, so nobody needs to have seen them."""
    user = getattr(context.get("request"), "user", None)
    return own_standing(user, now=timezone.now()) if isinstance(user, Agent) else None
