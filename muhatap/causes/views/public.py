"""The page of a report, for a department without a seat: what, how many, what it costs; accept, refuse or ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muhatap.causes import actions, measured
from muhatap.causes.actions import reporting
from muhatap.causes.forms import AnswerForm
from muhatap.causes.models import Report, State

ACTS = ("accept", "refuse", "ask")


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Show a report to whoever has its link; looking at it changes nothing."""
    found = reporting.by_token(token[:200])
    if found is None:
        answer = render(request, "causes/report_gone.html", status=404)
    else:
        with override(found.department.language):
            answer = _answered(request, found) if request.method == "POST" else _draw(request, found)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answered(request: HttpRequest, found: Report) -> HttpResponse:
    act = request.POST.get("act", "")
    form = AnswerForm(request.POST, answer=act)
    if act not in ACTS or not form.is_valid():
        return _draw(request, found, form=form, act=act, status=422)
    given = form.cleaned_data
    who, text, now = given["who"], given["text"], timezone.now()
    try:
        if act == "accept":
            actions.accept(found, on=given["on"], who=who, text=text, now=now)
            said = _("Thank you. The desk knows that you will take care of it.")
        elif act == "refuse":
            actions.refuse(found, who=who, text=text, now=now)
            said = _("Thank you for the clear answer. The desk has it, with your reason.")
        elif actions.ask(found, who=who, text=text, now=now) is None:
            said = _("There are many questions already. Please call the desk; nothing was kept of this one.")
        else:
            said = _("Your question is with the desk. The answer comes to this page and by mail.")
    except (actions.AlreadyAnswered, actions.CannotTurn):
        said = _("This has been answered before; the page shows how it stands. Nothing was changed.")
    found.refresh_from_db()
    found.cause.refresh_from_db()
    return _draw(request, found, said=said)


def _draw(
    request: HttpRequest,
    found: Report,
    *,
    form: AnswerForm | None = None,
    act: str = "",
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": found,
        "cause": found.cause,
        "facts": found.facts,
        "bars": measured.bars_of(found.facts),
        "is_open": not found.answer and found.cause.state == State.REPORTED,
        "questions": list(found.questions.all()),
        "form": form or AnswerForm(),
        "act": act,
        "said": said,
    }
    return render(request, "causes/report.html", context, status=status)
