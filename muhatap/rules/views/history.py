"""What a rule did, why, and which of its calls were not taken."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.rules import actions, sentences
from muhatap.rules.conditions import Condition, NotACondition
from muhatap.rules.kept import in_words
from muhatap.rules.models import Call, CallState, Rule, RuleRun
from muhatap.team.permissions import AgentRequest

PAGE_LENGTH = 50


@require_GET
def index(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.visible_to(request.agent), pk=pk)
    before = request.GET.get("before", "")
    runs = rule.runs.select_related("conversation").prefetch_related("calls")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        runs = runs.filter(pk__lt=int(before))
    rows = list(runs[: PAGE_LENGTH + 1])
    names = sentences.Names.fetched()
    shown = rows[:PAGE_LENGTH]
    return render(
        request,
        "rules/runs.html",
        {
            "rule": rule,
            "lines": [(run, _did(run), _because(run, names), _calls(run)) for run in shown],
            "before": shown[-1].pk if len(rows) > PAGE_LENGTH else None,
            "nav_current": "rules",
        },
    )


@require_POST
def call_again(request: AgentRequest, pk: int) -> HttpResponse:
    calls = Call.objects.filter(run__rule__in=Rule.objects.visible_to(request.agent))
    call = get_object_or_404(calls.select_related("run"), pk=pk)
    actions.call_again(call, by=request.agent, now=timezone.now())
    messages.success(request, _("It is called again now."))
    return redirect("rules:runs", pk=call.run.rule_id)


def _did(run: RuleRun) -> str:
    if run.held_back:
        return sentences.capital(sentences.held_back(run.held_back))
    return sentences.capital(sentences.enumerated([sentences.done(each) for each in run.did]))


def _because(run: RuleRun, names: sentences.Names) -> str:
    try:
        held = [Condition.read(each) for each in run.because]
    except (NotACondition, AttributeError):
        return ""
    return sentences.enumerated([sentences.condition(each, names) for each in held])


def _calls(run: RuleRun) -> list[tuple[Call, str]]:
    return [(call, in_words(call.reason)) for call in run.calls.all() if call.reason or call.state != CallState.TAKEN]
