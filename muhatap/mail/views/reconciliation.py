"""Day by day: what each mail server held, what is stored, what was refused and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.mail import health
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    return render(
        request,
        "mail/reconciliation.html",
        {
            "lines": health.reconciliation_lines(now=now, brands=brands_of(request.agent)),
            "alarms": health.alarms(now, brands=brands_of(request.agent)),
        },
    )
