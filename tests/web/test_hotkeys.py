"""The list of keys and the elements that answer to them say the same."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import muhatap
from muhatap.team.models import Agent
from muhatap.web import hotkeys, slots
from muhatap.web.hotkeys import Hotkey

PACKAGE = Path(muhatap.__path__[0])
BOUND = re.compile(r'data-hotkey="([^"{]+)"')
# The digits stand in the same place on Q and F, and need no shift.
PLAIN = re.compile(r"(ctrl\+|shift\+)?[a-z]|[1-3]|[a-z] [a-z]|(ctrl\+)?enter|esc")


def bound() -> set[str]:
    """Every key that an element answers to: in a template, or as a line of the navigation."""
    templates = [*PACKAGE.glob("*/templates/**/*.html"), *PACKAGE.glob("*/jinja2/**/*.html")]
    written = {key for template in templates for key in BOUND.findall(template.read_text())}
    return written | {entry.hotkey for entry in slots._entries.values() if entry.hotkey}


def test_every_key_that_works_is_listed_and_every_listed_key_works() -> None:
    assert bound() == {key.keys for key in hotkeys.known().values() if key.is_bound}


def test_keys_can_be_typed_on_every_turkish_keyboard() -> None:
    assert [keys for keys in hotkeys.known() if not PLAIN.fullmatch(keys)] == []


def test_a_letter_that_begins_a_sequence_means_nothing_alone() -> None:
    first = {keys.split()[0] for keys in hotkeys.known() if " " in keys}

    assert first.isdisjoint(hotkeys.known())


def test_a_key_has_one_meaning() -> None:
    with pytest.raises(ValueError, match="already does"):
        hotkeys.register([Hotkey(keys="e", label="Etiketle", group="list")])


@pytest.mark.parametrize(
    ("keys", "caps"), [("e", ["E"]), ("g m", ["G", "M"]), ("ctrl+k", ["Ctrl", "K"]), ("shift+j", ["Shift", "J"])]
)
def test_caps_show_what_to_press(keys: str, caps: list[str]) -> None:
    assert Hotkey(keys=keys, label="", group="list").caps == caps


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_page_lists_all_keys_in_its_language(elif_: Agent, client: Client, language: str) -> None:
    elif_.language = language
    elif_.save()
    client.force_login(elif_)

    page = client.get("/settings/profile/").content.decode()

    with translation.override(language):
        words = [str(key.label) for key in hotkeys.known().values()]
    assert [label for label in words if f"<dd>{label}</dd>" not in page] == []
