"""What people read is there in both languages, and every template is one that Django can read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2] / "muhatap"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.*"))
PIECES = sorted(PACKAGE.glob("*/jinja2/**/*.*"))
CATALOGUES = sorted(PACKAGE.glob("**/locale/tr/LC_MESSAGES/*.po"))
# Name of the function → place of the text among its arguments; the plural comes after it.
CALLS = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "gettext_noop": 0,
    "ngettext": 0,
    "ngettext_lazy": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
    "npgettext": 1,
    "npgettext_lazy": 1,
}
LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_template_compiles(template: Path) -> None:
    engines["django"].from_string(template.read_text())


@pytest.mark.parametrize("piece", PIECES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_piece_compiles(piece: Path) -> None:
    engines["jinja2"].from_string(piece.read_text())


def test_every_text_is_there_in_turkish() -> None:
    known = {(entry.msgctxt or "", entry.msgid) for entry in entries() if entry.translated()}
    with translation.override("tr"):
        missing = [
            f"{where}: {text!r}"
            for where, context, text in texts()
            # Django and its sign-in bring their own.
            if (context, text) not in known and gettext(text) == text
        ]

    assert missing == []


def test_no_translation_is_only_guessed() -> None:
    assert [entry.msgid for entry in entries() if entry.fuzzy] == []


def test_a_translation_keeps_the_placeholders_of_its_text() -> None:
    wrong = []
    for entry in entries():
        for turkish in [entry.msgstr, *entry.msgstr_plural.values()]:
            allowed = {*PLACEHOLDER.findall(entry.msgid), *PLACEHOLDER.findall(entry.msgid_plural)}
            if turkish and not set(PLACEHOLDER.findall(turkish)) <= allowed:
                wrong.append(turkish)
    assert wrong == []


def entries() -> Iterator[polib.POEntry]:
    for catalogue in CATALOGUES:
        yield from (entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete)


def texts() -> Iterator[tuple[str, str, str]]:
    """Give place, context and text of everything that asks to be translated."""
    for path in sorted(PACKAGE.glob("**/*.py")):
        for context, text in in_python(path.read_text()):
            yield str(path.relative_to(PACKAGE)), context, text
    for path in [*TEMPLATES, *PIECES]:
        for context, text in in_template(path.read_text()):
            yield str(path.relative_to(PACKAGE)), context, text


def in_python(source: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        at = CALLS[node.func.id]
        if len(words) > at:
            yield (words[0] if at else ""), words[at]


def in_template(source: str) -> Iterator[tuple[str, str]]:
    for name, first, second in IN_TEMPLATE.findall(templatize(source)):
        words = [ast.literal_eval(each) for each in (first, second) if each]
        at = CALLS[name]
        if len(words) > at:
            yield (words[0] if at else ""), words[at]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% load i18n %}{% translate "Close" %}', [("", "Close")]),
        ('{% load i18n %}{% translate "Close" context "verb" %}', [("verb", "Close")]),
        ("{% load i18n %}{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [("", "Hello %(name)s")]),
        (
            "{% load i18n %}{% blocktranslate count n=n %}{{ n }} mail{% plural %}{{ n }} mails{% endblocktranslate %}",
            [("", "%(n)s mail")],
        ),
        ('<input placeholder="{{ _("Search") }}">', [("", "Search")]),
    ],
)
def test_texts_are_found_in_every_form_a_template_has(source: str, found: list[tuple[str, str]]) -> None:
    assert list(in_template(source)) == found
