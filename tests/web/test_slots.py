"""The shell's slots and small words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from muhatap.team.models import Agent
from muhatap.web import slots
from muhatap.web.slots import NavEntry
from muhatap.web.templatetags.web import capped, waited


@pytest.fixture
def empty_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_entries", {})
    monkeypatch.setattr(slots, "_menus", {})


def entry(name: str, *, permission: str = "conversations.read", order: int = 50) -> NavEntry:
    return NavEntry(name=name, label=name, url=lambda: f"/{name}/", permission=permission, order=order)


def test_the_navigation_shows_each_what_they_may_open(empty_slots: None, elif_: Agent, deniz: Agent) -> None:
    slots.register_nav(entry("second", order=20))
    slots.register_nav(entry("first", order=10))
    slots.register_nav(entry("owners", permission="team.audit"))

    def names(agent: Agent) -> list[str]:
        return [each.name for _, entries in slots.nav_for(agent) for each in entries]

    assert names(elif_) == ["first", "second"]
    assert names(deniz) == ["first", "second", "owners"]


@pytest.mark.parametrize(
    ("past", "turkish", "english"),
    [
        (timedelta(seconds=5), "şimdi", "now"),
        (timedelta(seconds=-5), "şimdi", "now"),
        (timedelta(minutes=41), "41 dk", "41 min"),
        (timedelta(hours=3, minutes=12), "3 sa 12 dk", "3 h 12 min"),
        (timedelta(hours=3), "3 sa", "3 h"),
        (timedelta(hours=22, minutes=10), "22 sa", "22 h"),
        (timedelta(days=1, hours=2), "1 gün", "1 day"),
        (timedelta(days=5), "5 gün", "5 days"),
    ],
)
def test_a_wait_is_said_in_few_words(past: timedelta, turkish: str, english: str) -> None:
    since = timezone.now() - past - timedelta(milliseconds=500)
    with translation.override("tr"):
        assert waited(since) == turkish
    with translation.override("en"):
        assert waited(since) == english


@pytest.mark.parametrize(("count", "said"), [(0, ""), (7, "7"), (99, "99"), (100, "99+")])
def test_counts_are_capped(count: int, said: str) -> None:
    assert capped(count) == said


@pytest.mark.parametrize("next_page", ["https://kotu.example/", "//kotu.example/", "javascript:alert(1)"])
def test_a_switch_never_leads_away(db: None, next_page: str) -> None:
    answer = Client().post("/preferences/theme/", {"theme": "dark", "next": next_page})

    assert answer["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_a_nonsense_choice_changes_nothing(elif_: Agent) -> None:
    client = Client()
    client.force_login(elif_)
    client.post("/preferences/theme/", {"theme": "pembe"})
    client.post("/preferences/language/", {"language": "xx"})

    elif_.refresh_from_db()
    assert (elif_.theme, elif_.language) == ("system", "tr")
