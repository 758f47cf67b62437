"""How a person likes the desk (its theme, its language), and what the palette finds."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from muhatap.team.models import Agent, Theme
from muhatap.team.permissions import AgentRequest
from muhatap.web import slots
from muhatap.web.templatetags.web import THEME_COOKIE

LONGEST_ASKED = 200
YEAR_SECONDS = 365 * 24 * 3600


def find(request: AgentRequest) -> HttpResponse:
    """What the palette finds beside the acts and pages that it knows from the page itself."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_ASKED]
    found = list(slots.found_for(request.agent, asked)) if asked else []
    answer = render(request, "web/parts/palette_found.html", {"found": found})
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or "as the system", with the agent when signed in and in a cookie always."""
    chosen = request.POST.get("theme", "")
    answer = _back(request)
    if chosen in Theme.values:
        if isinstance(request.user, Agent):
            Agent.objects.filter(pk=request.user.pk).update(theme=chosen)
        _remember(answer, THEME_COOKIE, chosen)
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language likewise."""
    chosen = request.POST.get("language", "")
    answer = _back(request)
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        if isinstance(request.user, Agent):
            Agent.objects.filter(pk=request.user.pk).update(language=chosen)
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, chosen)
    return answer


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    is_secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=is_secure)


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=request.is_secure())
    return HttpResponseRedirect(target if is_ours else "/")
