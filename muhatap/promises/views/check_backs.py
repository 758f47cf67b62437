"""Check-backs at the desk: beside a conversation, on the page of what we owe, and how a brand asks."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.conversations.models import Conversation
from muhatap.conversations.views import common
from muhatap.promises import panels
from muhatap.promises.checking_back import answering, listing, planning, setting_up, wording
from muhatap.promises.checking_back.letters import settings_of
from muhatap.promises.forms import CheckBackForm
from muhatap.promises.models import CheckBack
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of

# What stands beside a conversation.
PANEL = "check-back"


@require_GET
def beside(request: AgentRequest, pk: int) -> HttpResponse:
    return _panel(request, common.find(request, pk))


@require_POST
def plan(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask this customer some days after closing whether all is well."""
    conversation = common.find(request, pk)
    try:
        made = planning.plan_by_hand(conversation, by=request.agent, now=timezone.now())
        words = _("It will be asked.") if made.planned_at else _("It will be asked some days after it is closed.")
        messages.success(request, words)
    except planning.AskedAlready:
        messages.error(request, _("They have been asked, and may still answer. Nothing was planned."))
    except planning.CannotBeAsked:
        messages.error(request, _("No mail can go to this customer from here. Nothing was planned."))
    return _after(request, conversation)


@require_POST
def call_off(request: AgentRequest, pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    if planning.call_off(conversation, by=request.agent):
        messages.success(request, _("They will not be asked."))
    return _after(request, conversation)


@require_POST
def sort(request: AgentRequest, pk: int) -> HttpResponse:
    """Say what the customer's mail meant."""
    conversation = common.find(request, pk)
    found = listing.in_conversation(conversation)
    try:
        if found is None:
            raise answering.NotAsked
        answering.sort(found, answer=request.POST.get("answer", ""), by=request.agent, now=timezone.now())
        messages.success(request, _("Written down."))
    except answering.NotAsked:
        messages.error(request, _("There is no answer to sort any more."))
    return _after(request, conversation)


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    """How customers were when asked, and whose answer is awaited."""
    now = timezone.now()
    every, by_reason = listing.shares(request.agent, now=now)
    parts: list[tuple[str, Callable[..., list[CheckBack]]]] = [
        ("unread", listing.unread),
        ("planned", listing.planned),
        ("asked", listing.awaited),
        ("ended", listing.ended),
    ]
    context = {
        "whose": "check-backs",
        "now": now,
        "nav_current": "promises",
        "every": every,
        "by_reason": by_reason,
        "parts": [(name, rows) for name, find in parts if (rows := find(request.agent))],
    }
    return common.draw(request, "promises/check_backs.html", context)


@require_GET
def settings(request: AgentRequest) -> HttpResponse:
    """The brands, to choose one; a desk with one brand goes there at once."""
    brands = list(brands_of(request.agent))
    if len(brands) == 1:
        return redirect("promises:check_back_settings_of", pk=brands[0].pk)
    rows = [(brand, settings_of(brand.pk).is_on) for brand in brands]
    return render(request, "promises/check_back_brands.html", {"rows": rows, "nav_current": "check-backs"})


def settings_page(request: AgentRequest, pk: int) -> HttpResponse:
    brand = get_object_or_404(brands_of(request.agent), pk=pk)
    form = CheckBackForm(request.POST or None, instance=settings_of(brand.pk))
    if request.method == "POST" and form.is_valid():
        setting_up.change(form.save(commit=False), fields=form.changed_data, by=request.agent)
        messages.success(request, _("Saved. What is asked from now on is asked like this."))
        return redirect("promises:check_back_settings_of", pk=brand.pk)
    usual = {language: wording.words(language) for language in wording.LANGUAGES}
    context = {"form": form, "brand": brand, "usual": usual, "nav_current": "check-backs"}
    return render(request, "promises/check_back_settings.html", context, status=422 if form.errors else 200)


def _after(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    if common.target_of(request) != PANEL:
        return common.after_act(request, conversation)
    answer = _panel(request, common.find(request, conversation.page.pk))
    for message in get_messages(request):
        said = {"text": message.message, "wrong": message.level_tag}
        answer.write(render_to_string("web/parts/toast_oob.html", said, request=request))
    return answer


def _panel(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    return common.draw(request, "promises/parts/check_back.html", panels.check_back(conversation))
