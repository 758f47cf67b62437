"""What causes put into the shell: why they wrote beside a conversation, the question at closing, the pages."""

from collections.abc import Collection

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from muhatap.causes import queries, sentences, suggesting
from muhatap.causes.actions.reasons import manner
from muhatap.causes.models import Choice, Department, Reason
from muhatap.conversations import actions as conversations
from muhatap.conversations import thread
from muhatap.conversations.models import Conversation
from muhatap.core.page_memory import once_a_page
from muhatap.team import acts, subjects
from muhatap.team.models import Agent
from muhatap.web import hotkeys
from muhatap.web.addresses import at
from muhatap.web.hotkeys import Hotkey
from muhatap.web.slots import Alarm, NavEntry, Panel, register_alarm, register_nav, register_panel
from muhatap.web.templatetags.web import capped

ACTS: dict[str, str | Promise] = {
    "causes.reasons_planted": gettext_lazy("took over the list of reasons"),
    "causes.reason_added": gettext_lazy("added a reason"),
    "causes.reason_changed": gettext_lazy("changed a reason"),
    "causes.reason_put_away": gettext_lazy("put a reason away"),
    "causes.reason_back": gettext_lazy("brought a reason back"),
    "causes.department_added": gettext_lazy("added a department"),
    "causes.department_changed": gettext_lazy("changed a department"),
    "causes.sentence_written": gettext_lazy("wrote what answers the next question"),
    "causes.manner_set": gettext_lazy("changed how reasons are dealt with"),
}


def register() -> None:
    acts.register(ACTS)
    subjects.register("reason", Reason, _reason_names, gone=gettext_lazy("a reason that is gone"))
    named = subjects.by_field(Department, "name")
    subjects.register("department", Department, named, gone=gettext_lazy("a department that is gone"))
    hotkeys.register(
        [
            Hotkey(keys="v", label=gettext_lazy("Say why they wrote"), group="conversation"),
            Hotkey(keys="q", label=gettext_lazy("Find or open the cause"), group="conversation"),
            Hotkey(keys="1", label=gettext_lazy("Take the first reason that is suggested"), group="conversation"),
            Hotkey(keys="2", label=gettext_lazy("Take the second"), group="conversation"),
            Hotkey(keys="3", label=gettext_lazy("Take the third"), group="conversation"),
            Hotkey(keys="g k", label=gettext_lazy("Causes"), group="go"),
        ]
    )
    register_nav(
        NavEntry(
            name="causes",
            label=gettext_lazy("Causes"),
            url=at("causes:board"),
            permission="causes.read",
            section="learned",
            order=10,
            count=_new,
            hotkey="g k",
        )
    )
    register_nav(
        NavEntry(
            name="reasons",
            label=gettext_lazy("Reasons"),
            url=at("causes:reasons"),
            permission="causes.manage",
            section="settings",
            order=45,
        )
    )
    register_panel(Panel(name="why", kind="conversation", render=_beside, order=30))
    register_panel(Panel(name="why", kind="closing", render=_closing, order=10))
    register_alarm(Alarm(name="causes", permission="causes.manage", url=at("causes:board"), sentences=_unanswered))
    conversations.ask_before_closing("why", is_asking)
    for name in sentences.NAMES:
        thread.tell_with(name, sentences.line)


def is_asking(conversation: Conversation) -> bool:
    """Whether whoever closes has to say why the customer wrote."""
    if conversation.is_spam or not manner().is_reason_asked:
        return False
    return bool(queries.leaves()) and not Choice.objects.filter(conversation=conversation).exists()


def _new(agent: Agent) -> str:
    return capped(_count_new(agent))


@once_a_page
def _count_new(agent: Agent) -> int:
    return queries.count_proposed(agent)


def _beside(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if thing.is_spam:
        return None
    return render_to_string("causes/parts/place.html", {"conversation": thing}, request=request)


def _closing(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not is_asking(thing):
        return None
    context = {"conversation": thing, "tree": queries.tree(), "guesses": suggesting.suggest(thing), "choice": None}
    return render_to_string("causes/parts/closing.html", context, request=request)


def _unanswered(agent: Agent) -> list[str]:
    words = gettext_lazy("%(department)s has not answered “%(name)s” in time.")
    return [
        str(words) % {"department": report.department.name, "name": report.cause.name}
        for report in queries.late_reports(agent)[:2]
    ]


def _reason_names(numbers: Collection[int]) -> dict[int, str]:
    return {each.pk: each.name for each in Reason.objects.filter(pk__in=numbers)}
