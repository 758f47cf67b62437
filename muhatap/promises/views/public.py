"""The page behind an answer in a mail. Looking at it records nothing; pressing its button does.

Mail servers open every link they carry, some in a real browser with scripts: so nothing here follows from a GET, and no
script answers by itself. It works without cookies and without scripts, as surveys do (docs/build/decisions).
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

from muhatap.promises.checking_back import answering, wording
from muhatap.promises.checking_back.answering import Asked, NotAsked, Over
from muhatap.promises.models import Wellbeing

# Presses of the button in an hour: of one link, and from one address (an office may stand behind it).
MOST_BY_LINK, MOST_BY_ADDRESS = 30, 200
HOUR_SECONDS = 3600
ANSWERS = (Wellbeing.FINE, Wellbeing.NOT_FINE)


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
        # A colleague who tries the link of a customer says nothing for them.
        if request.user.is_authenticated:
            return _draw(request, asked, "agent", status=403 if request.method == "POST" else 200)
        try:
            return _take(request, token, asked) if request.method == "POST" else _show(request, asked)
        except Over:
            return _draw(request, asked, "over", status=410)
        except NotAsked:
            return _draw(request, None, "unknown", status=404)


def _show(request: HttpRequest, asked: Asked) -> HttpResponse:
    if "stop" in request.GET:
        return _draw(request, asked, "stopped" if request.GET["stop"] == "done" else "stop")
    if not asked.is_open(now=timezone.now()):
        return _draw(request, asked, "over")
    pressed, said = request.GET.get("answer", ""), asked.check_back.answer
    if said in ANSWERS and "change" not in request.GET and pressed in ("", said):
        return _draw(request, asked, "said")
    return _draw(request, asked, "ask", chosen=pressed if pressed in ANSWERS else said)


def _take(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("act") == "stop":
        answering.refuse(token, now=now)
        return HttpResponseRedirect(f"{request.path}?stop=done")
    answer = request.POST.get("answer", "")
    words = request.POST.get("words", "").replace("\x00", "")
    if answer not in ANSWERS:
        return _draw(request, asked, "ask", is_missing=True, typed=words, status=422)
    answering.say(token, answer=answer, words=words, now=now)
    return HttpResponseRedirect(request.path)


def _draw(request: HttpRequest, asked: Asked | None, stage: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"stage": stage, "asked": asked, "longest": answering.LONGEST_WORDS, **more}
    if asked is not None:
        said = wording.words(asked.language)
        context |= {
            "brand": asked.conversation.brand,
            "question": said.question,
            "answers": [(Wellbeing.FINE, said.fine), (Wellbeing.NOT_FINE, said.not_fine)],
            "is_fine": asked.check_back.answer == Wellbeing.FINE,
        }
    answer = render(request, "promises/how_it_is.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _has_room(request: HttpRequest, token: str) -> bool:
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        address = "unknown"
    # Every press counts for both, so that neither hides behind the other.
    return all([_count("link", token) <= MOST_BY_LINK, _count("address", address) <= MOST_BY_ADDRESS])


def _count(kind: str, what: str) -> int:
    # A link may hold anything, and be as long as it likes.
    name = f"check-back-{kind}:{hashlib.sha256(what.encode()).hexdigest()}"
    cache.add(name, 0, HOUR_SECONDS)
    try:
        return int(cache.incr(name))
    except ValueError:
        # It ran out between the two.
        return 1
