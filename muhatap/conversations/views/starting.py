"""Writing to a customer first."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muhatap.conversations import actions
from muhatap.conversations.forms import StartForm
from muhatap.conversations.models import Message
from muhatap.conversations.views import common, composing
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest

REDIRECT = "HX-Redirect"


@require_http_methods(["GET", "POST"])
def start(request: AgentRequest) -> HttpResponse:
    if request.method == "GET":
        return _begin_or_go_on(request)
    form = StartForm(request.POST, request.FILES, agent=request.agent)
    if not form.is_valid():
        return _draw_again(request, form)
    message = _begin(request.agent, form)
    there = reverse("conversations:show", args=[message.conversation_id])
    if common.target_of(request):
        answer = HttpResponse(headers={REDIRECT: there})
        answer["X-Message-Taken"] = str(message.pk)
        return answer
    return HttpResponseRedirect(there)


def _begin_or_go_on(request: AgentRequest) -> HttpResponse:
    """Show an empty form, or the first mail that is not sent yet: it must not vanish behind a new one."""
    compose = composing.of_first_mail(request.agent)
    to, draft = request.GET.get("to", ""), compose["draft"]
    initial: dict[str, Any] = {"to": to}
    if draft is not None:
        initial = {name: getattr(draft, name) for name in ("to", "cc", "bcc", "subject", "channel")}
        if to and to not in draft.to:
            compose["problems"] = [
                _("A first mail of yours is not sent yet. Send it or drop it, then write to %(to)s.") % {"to": to}
            ]
    return _draw(request, StartForm(initial=initial, agent=request.agent), compose)


def _draw_again(request: AgentRequest, form: StartForm) -> HttpResponse:
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("text", "key")}
    typed["html"] = composing.shown_html(request.POST.get("html", ""), form.attached)
    typed["files"] = [composing.file_of(file) for file in form.attached]
    typed["revision"] = form.cleaned_data.get("revision") or 0
    compose = composing.of_first_mail(request.agent, typed)
    compose["problems"] = [problem for problems in form.errors.values() for problem in problems]
    return _draw(request, form, compose, status=422)


def _begin(agent: Agent, form: StartForm) -> Message:
    given = form.cleaned_data
    return actions.start(
        channel=given["channel"],
        by=agent,
        to=given["to"][0],
        subject=given["subject"],
        text=given["text"],
        html=given["html"],
        people={"to": given["to"], "cc": given["cc"], "bcc": given["bcc"]},
        attachments=form.attached,
        now=timezone.now(),
        idempotency_key=given["key"],
        draft_revision=given["revision"],
    )


def _draw(request: AgentRequest, form: StartForm, compose: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {"form": form, "compose": compose, "nav_current": "new"}
    template = "conversations/parts/start.html" if common.target_of(request) else "conversations/start.html"
    return common.draw(request, template, context, status=status)
