"""Writing to a customer first."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from muhatap.conversations import actions
from muhatap.conversations.forms import StartForm
from muhatap.conversations.models import Message
from muhatap.conversations.views import common
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest

REDIRECT = "HX-Redirect"


@require_http_methods(["GET", "POST"])
def start(request: AgentRequest) -> HttpResponse:
    if request.method == "GET":
        form = StartForm(initial={"to": request.GET.get("to", "")}, agent=request.agent)
        return _draw(request, form, key=uuid4().hex)
    form = StartForm(request.POST, request.FILES, agent=request.agent)
    if not form.is_valid():
        return _draw(request, form, key=request.POST.get("key", ""), status=422)
    message = _begin(request.agent, form)
    there = reverse("conversations:show", args=[message.conversation_id])
    if common.target_of(request):
        answer = HttpResponse(headers={REDIRECT: there})
        answer["X-Message-Taken"] = str(message.pk)
        return answer
    return HttpResponseRedirect(there)


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
    )


def _draw(request: AgentRequest, form: StartForm, *, key: str, status: int = 200) -> HttpResponse:
    problems = [problem for problems in form.errors.values() for problem in problems]
    compose: dict[str, Any] = {
        "text": request.POST.get("text", ""),
        "html": request.POST.get("html", ""),
        "key": key,
        "kept": form.attached,
        "problems": problems,
        "limit": settings.UPLOAD_LIMIT_BYTES,
    }
    context = {"form": form, "compose": compose, "nav_current": "new"}
    template = "conversations/parts/start.html" if common.target_of(request) else "conversations/start.html"
    return common.draw(request, template, context, status=status)
