"""Writing a rule: rows that come and go, its sentence, and trying it on the past before it does anything."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations.models import Conversation, ConversationQuerySet
from muhatap.core.secrets import SealBroken
from muhatap.rules import actions, panels, queries, sentences
from muhatap.rules.conditions import NotACondition
from muhatap.rules.deeds import NotADeed
from muhatap.rules.editor import Choices, Editor, in_words
from muhatap.rules.models import Rule
from muhatap.rules.starters import STARTERS
from muhatap.team.models import Brand
from muhatap.team.permissions import AgentRequest


def new(request: AgentRequest) -> HttpResponse:
    """An empty rule, or one to begin with. Saved, it rests until somebody switches it on."""
    choices = panels.choices_of(request.agent)
    if request.method == "POST":
        return _answer(request, None, Editor.read(request.POST), choices)
    starter = request.GET.get("starter", "")
    if starter and starter not in STARTERS:
        raise Http404
    editor = STARTERS[starter].make() if starter else Editor()
    if not choices.may_be_any_brand and choices.of["brand"]:
        editor.brand = choices.of["brand"][0][0]
    return _show(request, None, editor, choices)


def edit(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.visible_to(request.agent), pk=pk)
    choices = panels.choices_of(request.agent)
    if request.method == "POST":
        return _answer(request, rule, Editor.read(request.POST), choices)
    try:
        editor = Editor.of(rule)
    except (NotACondition, NotADeed):
        messages.error(request, _("What this rule said cannot be read any more; it does nothing. Write it anew."))
        editor = Editor(name=rule.name, brand=str(rule.brand_id or ""))
    return _show(request, rule, editor, choices)


@require_POST
def renew_secret(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.visible_to(request.agent), pk=pk)
    actions.renew_secret(rule, by=request.agent)
    messages.success(request, _("There is a new secret. Tell it to the other side: the old one is good no more."))
    return redirect("rules:rule", pk=pk)


def _answer(request: AgentRequest, rule: Rule | None, editor: Editor, choices: Choices) -> HttpResponse:
    act = request.POST.get("act", "save")
    if act == "try":
        trial = queries.trial(editor.rule(), editor.group(), agent=request.agent, now=timezone.now())
        return _show(request, rule, editor, choices, trial=trial)
    if act == "try-one":
        return _try_one(request, rule, editor, choices)
    if act != "save":
        return _show(request, rule, editor, choices, go_on_with=editor.reshape(act))
    if not editor.check(choices):
        return _show(request, rule, editor, choices, status=422)
    brand = Brand.objects.filter(pk=editor.brand).first() if editor.brand else None
    now = timezone.now()
    if rule is None:
        rule = actions.write(by=request.agent, now=now, is_enabled=False, brand=brand, **editor.values())
        messages.success(request, _("“%(rule)s” is saved and rests until you switch it on.") % {"rule": rule.name})
    else:
        actions.change(rule, by=request.agent, now=now, brand=brand, **editor.values())
        messages.success(request, _("Saved. The new wording counts from now on."))
    return redirect("rules:rule", pk=rule.pk)


def _try_one(request: AgentRequest, rule: Rule | None, editor: Editor, choices: Choices) -> HttpResponse:
    typed = request.POST.get("try_on", "").strip().removeprefix("#")
    visible: ConversationQuerySet = Conversation.objects.visible_to(request.agent)
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0
    conversation = visible.filter(pk=number).first()
    if conversation is None:
        editor.errors["try_on"] = _("There is no conversation with this number.")
        return _show(request, rule, editor, choices, status=422)
    answer = queries.answer(editor.rule(), editor.group(), conversation.survivor, now=timezone.now())
    return _show(request, rule, editor, choices, answer=answer)


def _show(
    request: AgentRequest,
    rule: Rule | None,
    editor: Editor,
    choices: Choices,
    *,
    go_on_with: str = "",
    trial: queries.Trial | None = None,
    answer: queries.Answer | None = None,
    status: int = 200,
) -> HttpResponse:
    names = sentences.Names.fetched()
    facts: dict[str, Any] = {
        "rule": rule,
        "editor": editor,
        "words": in_words(editor, names),
        "groups": panels.condition_rows(editor, choices),
        "kept": panels.kept_groups(editor, names),
        "deeds": panels.deed_rows(editor, choices),
        "events": panels.event_options(),
        "units": panels.unit_options(),
        "brands": choices.of["brand"],
        "may_be_any_brand": choices.may_be_any_brand,
        "go_on_with": go_on_with,
        "secret": _secret(rule),
        "record": queries.records([rule], now=timezone.now())[rule.pk] if rule else None,
        "try_on": request.POST.get("try_on", "")[:20],
        "nav_current": "rules",
    }
    if trial is not None:
        shown = [(each.conversation, _because(each.because, names)) for each in trial.matches]
        facts |= {"trial": trial, "matches": shown}
    if answer is not None:
        said = [(sentences.condition(each, names), holds) for each, holds in answer.conditions]
        facts |= {"answer": answer, "answer_lines": said}
    page = "rules/parts/editor.html" if request.headers.get("HX-Request") else "rules/rule.html"
    return render(request, page, facts, status=status)


def _because(conditions: list[Any], names: sentences.Names) -> str:
    return sentences.enumerated([sentences.condition(each, names) for each in conditions])


def _secret(rule: Rule | None) -> str:
    try:
        return rule.secret if rule else ""
    except SealBroken:
        return ""
