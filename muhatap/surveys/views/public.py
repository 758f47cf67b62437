"""The page behind a face in a mail. Looking at it records nothing; pressing its button does.

Mail servers open every link they carry, some in a real browser with scripts: so nothing here follows from a GET, and no
script answers by itself. It works without cookies and without scripts; see docs/build/decisions/0024-surveys.md.
"""

import hashlib
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from muhatap.surveys import answering, wording
from muhatap.surveys.answering import Asked, NotAsked, Over
from muhatap.surveys.letters import settings_of

# Presses of the button in an hour: of one link, and from one address (an office may stand behind it).
MOST_BY_LINK, MOST_BY_ADDRESS = 30, 200
HOUR_SECONDS = 3600


# The link is the key; nothing that is done here belongs to who is signed in.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST" and not _has_room(request, token):
        return _draw(request, None, "many", status=429)
    try:
        asked = answering.find(token)
    except NotAsked:
        return _draw(request, None, "unknown", status=404)
    with translation.override(asked.language):
        # A colleague who tries the link of a customer rates nobody.
        if request.user.is_authenticated:
            return _draw(request, asked, "agent", status=403 if request.method == "POST" else 200)
        try:
            return _take(request, token) if request.method == "POST" else _show(request, asked)
        except Over:
            return _draw(request, asked, "over", status=410)
        except NotAsked:
            return _draw(request, None, "unknown", status=404)


def _show(request: HttpRequest, asked: Asked) -> HttpResponse:
    if "stop" in request.GET:
        return _draw(request, asked, "stopped" if answering.has_refused(asked) else "stop")
    if not asked.is_open(now=timezone.now()):
        return _draw(request, asked, "over")
    pressed = _number(request.GET.get("score"))
    if asked.score is None or (pressed and pressed != asked.score) or "change" in request.GET:
        return _draw(request, asked, "rate", chosen=pressed or asked.score)
    return _draw(request, asked, "more")


def _take(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    match request.POST.get("act"):
        case "rate":
            score = _number(request.POST.get("score"))
            if score is None:
                return _draw(request, answering.find(token), "rate", is_missing=True, status=422)
            answering.rate(token, score=score, now=now)
            return HttpResponseRedirect(request.path)
        case "more":
            words = request.POST.get("comment", "").replace("\x00", "")
            effort = _number(request.POST.get("effort"))
            answering.tell_more(token, effort=effort, comment=words, now=now)
            return HttpResponseRedirect(f"{request.path}?kept=1")
        case "stop":
            answering.refuse(token, now=now)
            return HttpResponseRedirect(f"{request.path}?stop=1")
    return _draw(request, answering.find(token), "rate", is_missing=True, status=422)


def _draw(request: HttpRequest, asked: Asked | None, stage: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"stage": stage, "asked": asked, **more}
    if asked is not None:
        settings, said = settings_of(asked.brand.pk), wording.words(asked.language)
        context |= {
            "colour": settings.colour,
            "question": wording.question(settings, asked.language) if asked.message is None else said.below_reply,
            "scores": list(zip(wording.SCORES, said.scores, strict=True)),
            "effort_question": wording.effort_question(settings, asked.language) if settings.asks_effort else "",
            "efforts": list(zip(wording.SCORES, said.efforts, strict=True)),
            "label": said.scores[asked.score - 1] if asked.score else "",
            "is_kept": "kept" in request.GET,
            "longest": answering.LONGEST_COMMENT,
        }
    answer = render(request, "surveys/page.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _number(text: str | None) -> int | None:
    return int(text) if text in ("1", "2", "3", "4", "5") else None


def _has_room(request: HttpRequest, token: str) -> bool:
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        address = "unknown"
    # Every press counts for both, so that neither hides behind the other.
    return all([_count("link", token) <= MOST_BY_LINK, _count("address", address) <= MOST_BY_ADDRESS])


def _count(kind: str, what: str) -> int:
    # A link may hold anything, and be as long as it likes.
    name = f"survey-{kind}:{hashlib.sha256(what.encode()).hexdigest()}"
    cache.add(name, 0, HOUR_SECONDS)
    try:
        return int(cache.incr(name))
    except ValueError:
        # It ran out between the two.
        return 1
