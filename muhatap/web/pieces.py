"""Pieces that are drawn dozens of times on a page (rows, messages) or with every page (navigation), compiled by Jinja.

They stand in the `jinja2` folder of their app and say the same words as the other templates: `icon`, `url`, `_`, the
filters of time. Everything else is an ordinary Django template.

Each is compiled once for each language: what is said in quotes alone (`_("Reply")`, `icon("lock")`, `url("team:me")`)
is then part of the markup, as in folded templates (see folding.py).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import engines
from django.template.defaultfilters import filesizeformat, floatformat, linebreaksbr
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, override, pgettext
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer

from muhatap.core.words import gettext
from muhatap.web.addresses import numbered
from muhatap.web.templatetags import web


class Pieces(Environment):
    """Compiles templates for one language, or for all of them while `language` is empty."""

    language = ""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        if self.language:
            with override(self.language):
                _Folding(self.globals).visit(parsed)
        return parsed


class _Folding(NodeTransformer):
    """Says at once what depends on nothing but the language."""

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self._still = {name: functions[name] for name in ("_", "ngettext", "pgettext", "icon", "url")}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as the visitor calls it
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        words = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        if name not in self._still or len(words) != len(node.args) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        said = self._still[name](*words)
        return nodes.MarkSafe(nodes.Const(str(said))) if isinstance(said, SafeString) else nodes.Const(said)


def environment(**options: Any) -> Environment:
    """Return the environment that the settings name: escaping is on, a misspelt name is an error."""
    made = Pieces(**options | {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True})
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
    template = _speaking(get_language() or "").get_template(name)
    return SafeString(template.render(context, csrf=Token(request)))


@cache
def _speaking(language: str) -> Environment:
    base: Pieces = engines["jinja2"].env  # type: ignore[attr-defined]
    made = base.overlay()
    assert isinstance(made, Pieces)
    made.language = language
    return made


class Token:
    """The hidden field of a form, made when a piece asks for it: most of them hold no form."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __html__(self) -> str:
        return self._drawn

    @cached_property
    def _drawn(self) -> SafeString:
        return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(self._request))
