"""The desk as an app on a phone or computer: its manifest, its service worker, and the page without a line."""

import json
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muhatap.team.models import Agent
from muhatap.web import assets, slots

# `--paper-0` and `--paper-1` of the tokens as systems read colours; a test holds them together.
GROUND = "#f4f2ee"
BAR = {"light": "#fcfaf7", "dark": "#11181c"}
SHORTCUTS = 3


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the desk is called and looks like once installed, in the language of who asks."""
    agent = request.user if isinstance(request.user, Agent) else None
    answer = HttpResponse(
        json.dumps(
            {
                "id": "/",
                "name": "Muhatap",
                "short_name": "Muhatap",
                "description": _("The desk where your team answers customers"),
                "lang": get_language(),
                "dir": "ltr",
                "start_url": "/",
                "scope": "/",
                "display": "standalone",
                "theme_color": BAR["light"],
                "background_color": GROUND,
                "categories": ["business", "productivity"],
                "launch_handler": {"client_mode": ["navigate-existing", "auto"]},
                "icons": _icons(),
                "shortcuts": _shortcuts(agent) if agent else [],
            },
            ensure_ascii=False,
        ),
        content_type="application/manifest+json; charset=utf-8",
    )
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script beside the pages, with the names of what it keeps in front."""
    pages = {code: reverse("web:offline", args=[code]) for code, _name in settings.LANGUAGES}
    files = [assets.url_of("style.css"), static("web/mark.svg")]
    script = assets.text_of("service-worker.js")
    name = sha256("".join([script, *files, _drawn_offline()]).encode()).hexdigest()[:12]
    kept = json.dumps({"name": f"muhatap-{name}", "files": files, "pages": pages})
    answer = HttpResponse(f"const KEPT = {kept};\n{script}", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """The page that the worker keeps and shows while the desk cannot be reached."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return render(request, "web/offline.html")


def _icons() -> list[dict[str, str]]:
    return [
        {
            "src": static(f"web/icons/{name}-{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in (("icon", "any"), ("maskable", "maskable"))
        for side in (192, 512)
    ]


def _shortcuts(agent: Agent) -> list[dict[str, str]]:
    entries = [entry for section, entries in slots.nav_for(agent) if section == "inbox" for entry in entries]
    return [{"name": str(entry.label), "url": entry.url()} for entry in entries[:SHORTCUTS]]


def _drawn_offline() -> str:
    return "".join(_drawn(code) for code, _name in settings.LANGUAGES)


def _drawn(language: str) -> str:
    with override(language):
        return render_to_string("web/offline.html")
