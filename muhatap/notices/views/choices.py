"""How I want to be told, and on which devices."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.core.jobs import defer
from muhatap.notices import actions, devices, queries
from muhatap.notices.choosing import WAYS
from muhatap.notices.forms import MannersForm, ways_in
from muhatap.notices.models import Kind
from muhatap.team.permissions import AgentRequest


@dataclass(frozen=True)
class Line:
    kind: str
    label: str
    ticks: list[tuple[str, bool]]


def choices(request: AgentRequest) -> HttpResponse:
    form = MannersForm(request.POST or None, instance=queries.manners_of(request.agent))
    if request.method == "POST" and form.is_valid():
        actions.choose(request.agent, ways=ways_in(request.POST), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notices:choices")
    chosen = ways_in(request.POST) if form.errors else queries.choices_of(request.agent)
    lines = [Line(kind.value, str(kind.label), [(way, getattr(chosen[kind], way)) for way in WAYS]) for kind in Kind]
    own = request.agent.push_subscriptions.all()
    context = {
        "form": form,
        "lines": lines,
        "devices": own,
        "this_device": request.session.get(devices.SESSION_KEY, ""),
        "known": " ".join(own.values_list("endpoint_digest", flat=True)),
        "push_key": devices.own_key().public,
    }
    return render(request, "notices/choices.html", context, status=422 if form.errors else 200)


@require_POST
def subscription(request: AgentRequest) -> HttpResponse:
    """Take this browser on."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "name")}
    try:
        device = devices.subscribe(request.agent, **given)
    except devices.NotADevice:
        messages.error(request, _("This browser gave an address that cannot be used. Nothing was changed."))
    else:
        request.session[devices.SESSION_KEY] = str(device.uid)
        defer("muhatap.notices.jobs.try_out_push", subscription_id=device.pk)
        messages.success(request, _("Pushes reach this device from now on. A first one is on its way."))
    return redirect("notices:choices")


@require_http_methods(["GET", "POST"])
def renewal(request: AgentRequest) -> HttpResponse:
    """What a browser's worker asks for, and tells, when the address of its pushes is another from now on.

    409 says that the device was let go: the browser may forget the new address.
    """
    if request.method == "GET":
        answer = JsonResponse({"key": devices.own_key().public, "token": get_token(request)})
        answer["Cache-Control"] = "private, no-store"
        return answer
    given = {name: request.POST.get(name, "") for name in ("old", "endpoint", "p256dh", "auth")}
    try:
        device = devices.renew(request.agent, uid=request.session.get(devices.SESSION_KEY, ""), **given)
    except devices.NotADevice:
        return HttpResponse(status=422)
    except devices.LetGo:
        return HttpResponse(status=409)
    request.session[devices.SESSION_KEY] = str(device.uid)
    return HttpResponse(status=204)


@require_POST
def removal(request: AgentRequest, uid: UUID) -> HttpResponse:
    """Let a device go."""
    devices.unsubscribe(request.agent, uid=str(uid))
    if request.session.get(devices.SESSION_KEY) == str(uid):
        del request.session[devices.SESSION_KEY]
    messages.success(request, _("No more pushes reach that device."))
    return redirect("notices:choices")


@require_POST
def trial(request: AgentRequest, uid: UUID) -> HttpResponse:
    """Send a device a push to see whether it comes."""
    device = request.agent.push_subscriptions.filter(uid=uid).first()
    if device is None:
        messages.error(request, _("That device is no longer there. Turn pushes on again on it."))
    else:
        defer("muhatap.notices.jobs.try_out_push", subscription_id=device.pk)
        messages.success(request, _("It is on its way and should be there within seconds."))
    return redirect("notices:choices")
