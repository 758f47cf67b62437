"""Templates whose fixed parts are joined when they are loaded, so that a page is put together from fewer pieces.

Most of a page never changes: markup, translated words, icons. Django asks each of these pieces anew on every page, and
a page of a conversation holds some thousand of them. Here neighbours that say the same for every request in a language
become one piece, drawn once for each language. Anything that looks at a variable stays as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from django.template.base import FilterExpression, Node, NodeList, Origin, Template, TextNode, Variable
from django.template.context import Context
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from muhatap.web.addresses import numbered

Tag = TypeVar("Tag", bound=Callable[..., Any])

_fixed_tags: set[Callable[..., Any]] = set()


def fixed(tag: Tag) -> Tag:
    """Mark a simple tag that answers the same for the same words, whoever asks and whenever."""
    _fixed_tags.add(tag)
    return tag


class Folded(Node):
    """Neighbours that depend on nothing but the language, drawn once in each."""

    child_nodelists = ()

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = NodeList(nodes)
        self._has_words = any(_has_words(node) for node in self._nodes)
        self._drawn: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        asked = (get_language() if self._has_words else None, context.autoescape)
        drawn = self._drawn.get(asked)
        if drawn is None:
            drawn = self._drawn[asked] = self._nodes.render(context)
        return drawn


class Numbered(URLNode):
    """The address of a thing by its number, which is most of what pages link to, without a search for its pattern."""

    def render(self, context: Context) -> str:
        number = self.args[0].resolve(context)
        name = self.view_name.resolve(context)
        try:
            address = numbered(name, number) if type(number) is int else None
        except NoReverseMatch:
            address = None
        if address is None:
            return str(super().render(context))
        if self.asvar is None:
            return address
        context[self.asvar] = address
        return ""


class Loader(cached.Loader):
    """The loader that keeps templates, and folds each when it first has it."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template: Template = super().get_template(template_name, skip)
        if not hasattr(template, "is_folded"):
            fold(template.nodelist)
            template.is_folded = True  # type: ignore[attr-defined]
        return template


def fold(nodes: NodeList) -> None:
    """Join the fixed neighbours of a list and of every list within it."""
    joined: list[Node] = []
    for is_still, neighbours in groupby([_quick(node) for node in nodes if not _is_silent(node)], _is_fixed):
        run = list(neighbours)
        joined.extend(_joined(run) if is_still else run)
    for node in joined:
        for inner in _lists_in(node):
            fold(inner)
    # In place: blocks are known by their lists elsewhere.
    nodes[:] = joined


def _joined(run: list[Node]) -> list[Node]:
    if len(run) == 1 and isinstance(run[0], TextNode | Folded):
        return run
    if all(isinstance(node, TextNode) for node in run):
        return [TextNode("".join(node.s for node in run if isinstance(node, TextNode)))]
    return [Folded(run)]


def _quick(node: Node) -> Node:
    if not isinstance(node, URLNode) or node.kwargs or len(node.args) != 1 or not _is_written_out(node.view_name):
        return node
    return Numbered(node.view_name, node.args, node.kwargs, node.asvar)


def _has_words(node: Node) -> bool:
    return isinstance(node, TranslateNode) or (isinstance(node, Folded) and node._has_words)


def _is_silent(node: Node) -> bool:
    return isinstance(node, LoadNode | CommentNode)


def _is_fixed(node: Node) -> bool:
    if isinstance(node, TextNode | Folded):
        return True
    if isinstance(node, TranslateNode):
        words = [node.filter_expression, *([node.message_context] if node.message_context else [])]
        return node.asvar is None and all(map(_is_written_out, words))
    if isinstance(node, URLNode):
        return node.asvar is None and all(map(_is_written_out, [node.view_name, *node.args, *node.kwargs.values()]))
    if isinstance(node, SimpleNode) and node.func in _fixed_tags:
        words = [*node.args, *node.kwargs.values()]
        return node.target_var is None and not node.takes_context and all(map(_is_written_out, words))
    return False


def _is_written_out(expression: FilterExpression) -> bool:
    """Whether an argument stands in the template itself, in quotes and without a filter."""
    said = expression.var
    return not expression.filters and (isinstance(said, str) or (isinstance(said, Variable) and said.lookups is None))


def _lists_in(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner
