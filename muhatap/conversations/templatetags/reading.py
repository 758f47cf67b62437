"""What the page of a conversation draws with every click: acts in its head, the bar under a thumb, the side pane."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from muhatap.conversations import moments
from muhatap.conversations.templatetags.pace import labels_offered, rest_time
from muhatap.web import pieces, slots

register = template.Library()


@register.simple_tag(takes_context=True)
def acts(context: Context) -> SafeString:
    """Draw what can be done to the conversation; expects what `common.thread_context` returns."""
    request, conversation = context["request"], context["conversation"]
    lines = slots.entries_for(request.user, "conversation", conversation)
    entries = [{"entry": entry, "url": url} for entry, url in lines]
    return pieces.draw("conversations/acts.html", request, _names(context) | {"entries": entries})


@register.simple_tag(takes_context=True)
def thumb_bar(context: Context) -> SafeString:
    """Draw what is done most, as a phone shows it."""
    return pieces.draw("conversations/thumb_bar.html", context["request"], _names(context))


@register.simple_tag(takes_context=True)
def label_menu(context: Context) -> SafeString:
    """Draw the labels that can be put on the conversation or taken off it."""
    conversation = context["conversation"]
    names = {
        "conversation": conversation,
        "agent_here": context["request"].user,
        "offered": labels_offered(conversation),
    }
    return pieces.draw("conversations/labels.html", context["request"], names)


@register.simple_tag(takes_context=True)
def context_pane(context: Context) -> SafeString:
    """Draw what stands beside the conversation."""
    request, conversation = context["request"], context["conversation"]
    names = {
        "conversation": conversation,
        "drawn": list(slots.panels_for(request, "conversation", conversation)),
        # The page that a refused message leads back to asks for neither.
        "linked": context.get("linked", ()),
        "earlier": context.get("earlier", ()),
    }
    return pieces.draw("conversations/context.html", request, names)


def _names(context: Context) -> dict[str, Any]:
    return {
        "conversation": context["conversation"],
        "agent_here": context["request"].user,
        "agents": context["agents"],
        "not_here": context["not_here"],
        "teams": context["teams"],
        "moments": moments.to_rest_until(timezone.now()),
        "rest_time": rest_time,
        # What keeps the same part apart where a page holds it twice.
        "where": "",
    }
