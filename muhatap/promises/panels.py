"""What promises put into the shell: what is owed in a conversation, what a draft promises, and the page of it all."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from muhatap.conversations import thread
from muhatap.conversations.actions import forget_words_of
from muhatap.conversations.models import Conversation
from muhatap.core.page_memory import once_a_page
from muhatap.mail.out import below
from muhatap.promises import handing, queries, sentences
from muhatap.promises.checking_back import letters, listing, planning
from muhatap.promises.shown import Fate, shown
from muhatap.team import acts
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.web import hotkeys
from muhatap.web.addresses import at, numbered
from muhatap.web.hotkeys import Hotkey
from muhatap.web.slots import MenuEntry, NavEntry, Panel, register_menu, register_nav, register_panel
from muhatap.web.templatetags.web import capped


def register() -> None:
    hotkeys.register([Hotkey(keys="g p", label=gettext_lazy("What we owe"), group="go")])
    register_nav(
        NavEntry(
            name="promises",
            label=gettext_lazy("What we owe"),
            url=at("promises:owed", "mine"),
            permission="promises.read",
            section="inbox",
            # After the agent's own work: what one said one would do is part of it.
            order=5,
            count=_due,
            hotkey="g p",
        )
    )
    register_panel(Panel(name="promises", kind="owed", render=_owed))
    register_panel(Panel(name="hand-off", kind="owed", render=_offered, order=40))
    register_panel(Panel(name="promises", kind="closing", render=_closing))
    register_panel(Panel(name="promises", kind="composer", render=_said, order=20))
    register_menu(
        MenuEntry(
            name="promise",
            kind="conversation",
            label=gettext_lazy("Write down a promise…"),
            url=lambda conversation: numbered("promises:new", conversation.pk),
            permission="promises.change",
            icon="clock",
            is_dialog=True,
            applies_to=lambda conversation: not conversation.is_spam,
            order=45,
        )
    )
    register_menu(
        MenuEntry(
            name="hand_off",
            kind="conversation",
            label=gettext_lazy("Hand over…"),
            url=lambda conversation: numbered("promises:hand_off", conversation.pk),
            permission="conversations.assign",
            icon="user-round-check",
            is_dialog=True,
            applies_to=lambda conversation: (
                not (conversation.is_spam or conversation.is_closed or conversation.is_offered)
            ),
            order=12,
        )
    )
    _register_check_backs()
    for name in sentences.NAMES:
        thread.tell_with(name, sentences.line)
        forget_words_of(name, "text", "why", "words")


def _register_check_backs() -> None:
    below.register("check-backs", letters.below)
    acts.register({"promises.check_backs_changed": gettext_lazy("changed how customers are asked whether all is well")})
    register_panel(Panel(name="check-back", kind="conversation", render=_check_back, order=18))
    register_nav(
        NavEntry(
            name="check-backs",
            label=gettext_lazy("Check-backs"),
            url=at("promises:check_back_settings"),
            permission="surveys.set_up",
            section="settings",
            order=46,
        )
    )
    register_menu(
        MenuEntry(
            name="check_back",
            kind="conversation",
            label=gettext_lazy("Ask in some days whether all is well"),
            url=lambda conversation: numbered("promises:check_back_plan", conversation.pk),
            permission="promises.change",
            icon="heart",
            is_act=True,
            applies_to=planning.can_be_asked,
            order=47,
        )
    )


def check_back(conversation: Conversation) -> dict[str, Any]:
    """Return what stands beside a conversation: whether the customer is or was asked, and what they said."""
    return {
        "conversation": conversation,
        "one": listing.in_conversation(conversation),
        "can_be_asked": conversation.is_closed and planning.can_be_asked(conversation),
        "now": timezone.now(),
    }


def _due(agent: Agent) -> str:
    return capped(_count_due(agent))


@once_a_page
def _count_due(agent: Agent) -> int:
    return queries.count_due(agent, now=timezone.now())


def _check_back(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not planning.can_be_asked(thing):
        return None
    return render_to_string("promises/parts/check_back.html", check_back(thing), request=request)


def _owed(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not thing.owed_count:
        return None
    now = timezone.now()
    rows = [shown(one, now=now) for one in queries.open_in(thing)]
    return render_to_string("promises/parts/bar.html", {"conversation": thing, "rows": rows}, request=request)


def _offered(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    assert isinstance(request.user, Agent)
    one = queries.offer_of(thing) if thing.is_offered else None
    if one is None:
        return None
    context = {"one": one, "may_answer": handing.may_answer(one, request.user)}
    return render_to_string("promises/parts/offer.html", context, request=request)


def _closing(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not thing.owed_count:
        return None
    now = timezone.now()
    fates = [Fate(shown(one, now=now)) for one in queries.open_in(thing)]
    return render_to_string("promises/parts/closing.html", {"conversation": thing, "fates": fates}, request=request)


def _said(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not isinstance(request.user, Agent) or not allowed(request.user, "conversations.reply"):
        return None
    # What was corrected before a reply was held back is still meant.
    context = {"conversation": thing, "along": request.POST.get("along", "")}
    return render_to_string("promises/parts/said.html", context, request=request)
