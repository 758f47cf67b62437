"""One cause: its numbers, its evidence, what its department said, and its next step."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muhatap.causes import actions, charts, figures, measured, placing, queries
from muhatap.causes.actions import posting, reporting, telling
from muhatap.causes.actions.causing import WAYS
from muhatap.causes.actions.evidence import GATHERED_BACK
from muhatap.causes.actions.reasons import manner
from muhatap.causes.forms import CauseForm, PlaceForm, TellForm, TurnForm
from muhatap.causes.models import Asked, Cause, Evidence, Heard, Letter, State, Treatment
from muhatap.causes.views.board import MOST, shown_of
from muhatap.conversations.views.common import draw
from muhatap.team.permissions import LEADS, AgentRequest

MOST_WEEKS = 26
EVIDENCE = 50
# What a person turns a cause into by hand; reported goes through the report.
BY_HAND = {State.HEARD, State.ACCEPTED, State.REFUSED, State.FIXING, State.FIXED, State.DISMISSED}


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return _draw(request, _find(request, pk))


@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    cause = _find(request, pk)
    now = timezone.now()
    begun = {name: getattr(cause, name) for name in CauseForm.base_fields}
    sent = request.POST if request.method == "POST" else None
    form, place = CauseForm(sent, initial=begun), PlaceForm(sent, instance=cause)
    if request.method == "POST" and form.is_valid() and place.is_valid():
        fields = {**form.cleaned_data, **place.cleaned_data}
        began_to_gather = form.cleaned_data["gathers"] and not begun["gathers"]
        cause = actions.describe(cause, fields=fields, by=request.agent)
        if began_to_gather:
            actions.gather_past(cause, since=now - GATHERED_BACK, now=now)
        messages.success(request, _("Saved."))
        return redirect("causes:show", pk)
    context = {
        "cause": cause,
        "form": form,
        "place": place,
        "others": queries.like(request.agent, cause),
        "nav_current": "causes",
    }
    return draw(request, "causes/edit.html", context, status=422 if form.errors or place.errors else 200)


@require_POST
def merge(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that it is the same as another: its evidence goes there."""
    cause = _find(request, pk)
    chosen = request.POST.get("into", "")
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    into = queries.visible(request.agent).filter(pk=int(chosen)).first() if is_number else None
    try:
        if into is None:
            raise actions.CannotTurn
        actions.merge_causes(cause, into=into, by=request.agent, now=timezone.now())
    except actions.CannotTurn:
        messages.error(request, _("These two cannot be one; nothing was changed."))
        return redirect("causes:edit", pk)
    messages.success(request, _("All of its evidence is here now."))
    return redirect("causes:show", into.pk)


@require_POST
def turn(request: AgentRequest, pk: int) -> HttpResponse:
    """Bring it one step further, or back."""
    cause = _find(request, pk)
    to, form = request.POST.get("to", ""), TurnForm(request.POST, to=request.POST.get("to", ""))
    if to not in BY_HAND or not form.is_valid():
        return _draw(request, cause, turning=form, status=422)
    given = form.cleaned_data
    try:
        actions.turn(cause, to=to, by=request.agent, now=timezone.now(), text=given["text"], on=given["on"])
        messages.success(request, _("Written down."))
    except actions.CannotTurn:
        messages.error(request, _("It has gone on meanwhile; this is how it stands now. Nothing was changed."))
    return redirect(
        "causes:board" if to == State.DISMISSED else "causes:show", *([] if to == State.DISMISSED else [pk])
    )


@require_http_methods(["GET", "POST"])
def report(request: AgentRequest, pk: int) -> HttpResponse:
    """Look at the report as the department will; then send it."""
    cause = _find(request, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            sent = actions.report(cause, by=request.agent, now=now)
        except actions.NoDepartment:
            messages.error(request, _("Nobody is named who could fix it. Choose a department first."))
            return redirect("causes:edit", pk)
        except actions.CannotTurn:
            messages.error(request, _("It has gone on meanwhile; this is how it stands now. Nothing was sent."))
            return redirect("causes:show", pk)
        messages.success(request, sent_words(sent.department.email))
        return redirect("causes:show", pk)
    facts = reporting.facts_of(cause, now=now)
    context = {"cause": cause, "facts": facts, "bars": measured.bars_of(facts), "nav_current": "causes"}
    return draw(request, "causes/report_preview.html", context)


def sent_words(email: str) -> str:
    return _("The report is on its way.") if email else _("The report is ready: hand its link over.")


@require_http_methods(["GET", "POST"])
def tell(request: AgentRequest, pk: int) -> HttpResponse:
    """Tell those who suffered that it is fixed."""
    cause = _find(request, pk)
    waiting = telling.to_tell(cause)
    texts = {language: telling.words(cause, language) for language in ("tr", "en")}
    form = TellForm(request.POST if request.method == "POST" else None, texts=texts)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.tell(cause, texts=form.texts(), by=request.agent, now=timezone.now())
            said = ngettext("%(count)d customer is told.", "%(count)d customers are told.", count)
            messages.success(request, said % {"count": count})
        except actions.NotFixed:
            messages.error(request, _("It is not fixed any more; nobody was told."))
        return redirect("causes:show", pk)
    context = {"cause": cause, "form": form, "count": waiting.count(), "nav_current": "causes"}
    return draw(request, "causes/tell.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: AgentRequest, pk: int) -> HttpResponse:
    """Answer what the department asked."""
    asked = get_object_or_404(Asked.objects.select_related("report__cause"), pk=pk)
    cause = _find(request, asked.report.cause_id)
    text = request.POST.get("text", "").replace("\0", "").strip()
    if text and actions.answer_question(asked, text=text, by=request.agent, now=timezone.now()):
        messages.success(request, _("Answered; they read it on their page and by mail."))
    return redirect("causes:show", cause.pk)


@require_POST
def send_again(request: AgentRequest, pk: int) -> HttpResponse:
    """Send a mail again that perhaps went; one that is no matter of a cause is the leads'."""
    letter = get_object_or_404(Letter, pk=pk)
    if letter.cause_id is None and request.agent.role not in LEADS:
        raise Http404
    cause = _find(request, letter.cause_id) if letter.cause_id is not None else None
    if posting.send_again(letter):
        messages.success(request, _("It is on its way again."))
    return redirect("causes:show", cause.pk) if cause else redirect("causes:reasons")


def _draw(request: AgentRequest, cause: Cause, *, turning: TurnForm | None = None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    trend = figures.trends([cause], now=now, weeks=_weeks(cause, now=now))[cause.pk]
    shown = shown_of(request, EVIDENCE)
    heard = cause.evidence.select_related("conversation", "by").order_by("-at", "-pk")[: shown + 1]
    said = placing.said_of([cause.reason_id] if cause.reason_id else [], now=now)
    place = placing.place_of(cause, said)
    is_unshown = cause.is_active and cause.unshown_on is not None
    context: dict[str, Any] = {
        "more": min(shown + EVIDENCE, MOST) if len(heard) > shown and shown < MOST else None,
        "cause": cause,
        "trend": trend,
        "bars": charts.bars(trend, fixed_on=cause.fixed_on or cause.unshown_on),
        "burden": figures.burdens([cause], manner=manner(), now=now).get(cause.pk) or figures.nothing(),
        "manner": manner(),
        "evidence": _visible(request, list(heard[:shown])),
        "turns": list(cause.turns.select_related("by")),
        "reports": list(cause.reports.select_related("department", "sent_by").prefetch_related("questions")),
        "links": {each.pk: reporting.link_to(each) for each in cause.reports.all()},
        "letters": list(cause.letters.filter(is_uncertain=True)),
        "merged": list(cause.merged.order_by("state_at")),
        "effect": measured.effect_of(cause, now=now) if cause.is_settled or is_unshown else None,
        "is_unshown": is_unshown,
        "ways": {way.value for way in WAYS[State(cause.state)] & BY_HAND},
        "may_report": State.REPORTED in WAYS[State(cause.state)],
        "turning": turning or TurnForm(),
        "waiting_count": telling.to_tell(cause).count() if cause.is_settled else 0,
        "treatment": Treatment(cause.treatment or place.treatment).label,
        "place": place,
        "tone": charts.TONES[Treatment(cause.treatment or place.treatment)],
        "is_lead": request.agent.role in LEADS,
        "nav_current": "causes",
    }
    return draw(request, "causes/cause.html", context, status=status)


def _weeks(cause: Cause, *, now: datetime) -> int:
    """Return how many weeks the picture shows: from the first that was heard, within half a year."""
    heard = (now - cause.first_heard_at).days // 7 + 1 if cause.first_heard_at else 0
    return min(max(heard, figures.WEEKS), MOST_WEEKS)


def _visible(request: AgentRequest, heard: list[Heard]) -> list[Heard]:
    """Return the evidence whose conversations the agent may see; silent contacts are nobody's."""
    brands = request.agent.brand_ids
    return [
        each
        for each in heard
        if each.kind != Evidence.CONVERSATION
        or (each.conversation is not None and (not brands or each.conversation.brand_id in brands))
    ]


def _find(request: AgentRequest, pk: int) -> Cause:
    joined = queries.visible(request.agent).select_related("department", "reason", "owner", "brand", "merged_into")
    return get_object_or_404(joined, pk=pk)
