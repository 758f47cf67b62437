"""What surveys put into the shell: their pages, what a customer said last, and links below the mails that ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations import history, thread
from muhatap.conversations.actions import forget_words_of
from muhatap.conversations.history import Entry
from muhatap.conversations.models import Conversation
from muhatap.core.page_memory import once_a_page
from muhatap.customers.models import Customer
from muhatap.mail.out import below
from muhatap.surveys import letters, queries, sentences
from muhatap.surveys.models import SurveyRefusal
from muhatap.team import acts
from muhatap.team.models import Agent
from muhatap.web.addresses import at
from muhatap.web.slots import NavEntry, Panel, register_nav, register_panel
from muhatap.web.templatetags.web import capped

SHOWN = 5


def register() -> None:
    below.register("surveys", letters.below)
    acts.register({"surveys.changed": gettext_lazy("changed how customers are asked")})
    register_nav(
        NavEntry(
            name="surveys",
            label=gettext_lazy("Satisfaction"),
            url=at("surveys:index"),
            permission="surveys.read",
            section="learned",
            order=30,
            count=_due,
        )
    )
    register_nav(
        NavEntry(
            name="surveys-settings",
            label=gettext_lazy("Surveys"),
            url=at("surveys:settings"),
            permission="surveys.set_up",
            section="settings",
            order=45,
        )
    )
    register_panel(Panel(name="surveys", kind="conversation", render=_beside, order=15))
    register_panel(Panel(name="surveys", kind="customer", render=_of_customer, order=15))
    history.add(_history)
    for name in sentences.NAMES:
        thread.tell_with(name, sentences.line)
        forget_words_of(name, "comment", "what")


def beside(agent: Agent, conversation: Conversation) -> dict[str, Any]:
    """Return what stands beside a conversation: the last score of its customer, and whom to get back to."""
    last = queries.last_of(conversation.customer, agent)
    return {
        "conversation": conversation,
        "last": last,
        # Only an answer is followed up.
        "open": queries.open_in(conversation) if last else [],
        "now": timezone.now(),
    }


def _due(agent: Agent) -> str:
    return capped(_count_due(agent))


@once_a_page
def _count_due(agent: Agent) -> int:
    return queries.count_due(agent, now=timezone.now())


def _beside(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    assert isinstance(request.user, Agent)
    return render_to_string("surveys/parts/beside.html", beside(request.user, thing), request=request)


def _of_customer(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Customer)
    assert isinstance(request.user, Agent)
    rows = list(queries.all_of(thing, request.user)[:SHOWN])
    has_refused = SurveyRefusal.objects.filter(customer=thing).exists()
    if not rows and not has_refused:
        return None
    context = {"rows": rows, "has_refused": has_refused}
    return render_to_string("surveys/parts/of_customer.html", context, request=request)


def _history(customer: Customer, agent: Agent, since: datetime | None, until: datetime | None) -> Iterable[Entry]:
    """Yield the scores of a customer among their conversations."""
    given = queries.all_of(customer, agent)
    if since is not None:
        given = given.filter(answered_at__gte=since)
    if until is not None:
        given = given.filter(answered_at__lt=until)
    for survey in given[: history.SHOWN]:
        assert survey.answered_at is not None
        yield Entry(
            at=survey.answered_at,
            url=reverse("conversations:show", args=[survey.conversation_id]),
            icon="smile" if survey.is_satisfied else "frown" if (survey.score or 0) <= sentences.HIGHEST_LOW else "meh",
            label=_("Score: %(score)s of 5") % {"score": survey.score},
            detail=survey.comment[:200],
        )
