"""Folding joins what never changes, and changes nothing that is drawn."""

import pytest
from django.template import Context, Engine, Template
from django.template.base import TextNode, VariableNode
from django.utils import translation

from muhatap.web import folding

CASES = [
    '{% load i18n web %}<b title="{% translate "Search" %}">{% icon "x" %}{{ name }}{% translate "Menu" %}</b>',
    '{% load i18n %}{% translate "All" context "view" %} {% translate name %} {% translate "Menu" as menu %}{{ menu }}',
    '{% load i18n web %}{% if name %}{% icon "x" "large" %}<i>{% translate "Menu" %}</i>{% else %}-{% endif %}',
    '{% load i18n web %}{% for letter in name %}{% icon letter %}{% translate "Menu" %},{% empty %}-{% endfor %}',
    '<a href="{% url "conversations:search" %}?{{ name }}">{% url "conversations:inbox" "mine" as mine %}{{ mine }}',
    '{% url "conversations:show" number %}{% url "conversations:show" name as nobody %}{{ nobody }}',
    '{% url "conversations:show" number as here %}<a href="{{ here }}">{% url "no:where" number as no %}{{ no }}</a>',
    "{# nothing #}{% comment %}hidden{% endcomment %}{{ name|default:'<'|upper }}{% with a=name %}{{ a }}{% endwith %}",
]


@pytest.mark.parametrize("written", CASES)
def test_a_folded_template_draws_what_it_drew_before(written: str) -> None:
    plain, folded = Template(written), Template(written)
    folding.fold(folded.nodelist)
    for language in ("tr", "en", "tr"):
        for name in ("<Elif & Zeynep>", "", "Mert"):
            with translation.override(language):
                assert folded.render(Context({"name": name, "number": 8812})) == plain.render(
                    Context({"name": name, "number": 8812})
                )


def test_neighbours_become_one_piece_and_variables_stay() -> None:
    template = Template('{% load i18n web %}<b>{% translate "Menu" %}{% icon "x" %}</b>{{ name }}<i>{# so #}</i>')
    folding.fold(template.nodelist)
    assert [type(node) for node in template.nodelist] == [folding.Folded, VariableNode, TextNode]
    with translation.override("tr"):
        assert "Menü" in template.render(Context({}))
    with translation.override("en"):
        assert "Menu" in template.render(Context({}))


def test_the_pages_are_loaded_folded() -> None:
    drawn = Engine.get_default().get_template("conversations/parts/conversation.html")
    assert not any(folding._is_silent(node) for node in drawn.nodelist)
