"""Pieces that are drawn dozens of times on a page (rows, messages) or with every page (navigation), compiled by Jinja.

They stand in the `jinja2` folder of their app and say the same words as the other templates: `icon`, `url`, `_`, the
filters of time. Everything else is an ordinary Django template.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import engines
from django.template.defaultfilters import filesizeformat, floatformat, linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined

from muhatap.web.addresses import numbered
from muhatap.web.templatetags import web


def environment(**options: Any) -> Environment:
    """Return the environment that the settings name: escaping is on, a misspelt name is an error."""
    made = Environment(**options | {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True})  # noqa: S701
    made.globals.update(
        _=gettext, ngettext=ngettext, pgettext=pgettext, icon=web.icon, url=reverse, numbered=numbered,
    )  # fmt: skip
    made.filters.update(
        waited=web.waited, short_day=web.short_day, full_day=web.full_day, clock=web.clock, iso=web.iso,
        typed=web.typed, filesize=filesizeformat, decimals=floatformat, lines=linebreaksbr,
    )  # fmt: skip
    return made


def draw(name: str, request: HttpRequest, context: Mapping[str, Any]) -> SafeString:
    """Draw a piece for a request: `context` and the token of its forms as `csrf`."""
    template = engines["jinja2"].env.get_template(name)  # type: ignore[attr-defined]
    return SafeString(template.render(context, csrf=Token(request)))


class Token:
    """The hidden field of a form, made when a piece asks for it: most of them hold no form."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __html__(self) -> str:
        return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(self._request))
