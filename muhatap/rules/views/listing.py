"""All rules in their order: switched, moved, deleted, and let go on where they were stopped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.rules import actions, deeds, queries, sentences
from muhatap.rules.conditions import Group, NotACondition
from muhatap.rules.deeds import NotADeed
from muhatap.rules.models import Rule
from muhatap.rules.starters import STARTERS
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    rules = list(Rule.objects.visible_to(request.agent).select_related("brand"))
    names = sentences.Names.fetched()
    records = queries.records(rules, now=timezone.now())
    return render(
        request,
        "rules/rules.html",
        {
            "lines": [(rule, in_words(rule, names), records[rule.pk]) for rule in rules],
            "last": rules[-1].pk if rules else 0,
            "stops": list(queries.open_stops(request.agent)[:20]),
            "starters": STARTERS.items(),
        },
    )


@require_POST
def order(request: AgentRequest) -> HttpResponse:
    written = request.POST.get("order", "").split(",")
    numbers = [int(text) for text in written if text.isascii() and text.isdecimal() and len(text) < 19]
    actions.put_in_order(numbers, by=request.agent)
    return redirect("rules:rules")


@require_POST
def move(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.visible_to(request.agent), pk=pk)
    actions.move(rule, by=request.agent, places=-1 if request.POST.get("to") == "up" else 1)
    return redirect("rules:rules")


@require_POST
def switch(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.visible_to(request.agent), pk=pk)
    is_on = request.POST.get("on") == "yes"
    actions.switch(rule, on=is_on, by=request.agent, now=timezone.now())
    said = _("“%(rule)s” works from now on.") if is_on else _("“%(rule)s” rests. What it did stays as it is.")
    messages.success(request, said % {"rule": rule.name})
    return redirect("rules:rules")


@require_POST
def delete(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.visible_to(request.agent), pk=pk)
    actions.delete(rule, by=request.agent)
    messages.success(request, _("“%(rule)s” is deleted. What it did stays as it is.") % {"rule": rule.name})
    return redirect("rules:rules")


@require_POST
def let_go_on(request: AgentRequest, pk: int) -> HttpResponse:
    stop = get_object_or_404(queries.open_stops(request.agent), pk=pk)
    actions.let_go_on(stop, by=request.agent, now=timezone.now())
    facts = {"rule": stop.rule.name, "number": stop.conversation_id}
    messages.success(request, _("“%(rule)s” works in #%(number)d again.") % facts)
    return redirect("rules:rules")


def in_words(rule: Rule, names: sentences.Names) -> str:
    """Say a saved rule in words; one that cannot be read says so."""
    try:
        return sentences.rule_in_words(rule, Group.read(rule.conditions), deeds.read(rule.actions), names)
    except (NotACondition, NotADeed):
        return _("This rule cannot be read any more and does nothing. Write it anew.")
