"""One page asks once; the next one, and whatever comes after an act, asks anew."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from muhatap.conversations import actions
from muhatap.core.page_memory import PageMemory, before_acting, forget, once_a_page, while_unchanged
from muhatap.team.models import Agent, Team
from tests import make

asked: list[str] = []


@once_a_page
def label(name: str) -> str:
    asked.append(name)
    return name.upper()


@while_unchanged("team_team")
def teams() -> list[str]:
    asked.append("teams")
    return list(Team.objects.values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    asked.clear()


def answer(page: Callable[[], object]) -> None:
    def draw(request: HttpRequest) -> HttpResponse:
        page()
        return HttpResponse()

    PageMemory(draw)(HttpRequest())


def test_a_page_asks_once_for_the_same() -> None:
    answer(lambda: (label("iade"), label("kargo"), label("iade")))
    assert asked == ["iade", "kargo"]

    answer(lambda: label("iade"))
    assert asked == ["iade", "kargo", "iade"], "another page asks for itself"


def test_outside_a_page_nothing_is_kept() -> None:
    assert label("iade") == label("iade") == "IADE"
    assert asked == ["iade", "iade"]


def test_a_page_that_fails_leaves_nothing_behind() -> None:
    def fail() -> None:
        label("iade")
        raise ValueError

    with pytest.raises(ValueError):
        answer(fail)
    label("iade")
    assert asked == ["iade", "iade"]


def test_after_an_act_the_page_asks_anew(db: None, elif_: Agent) -> None:
    conversation = make.conversation()

    def act() -> None:
        label("iade")
        actions.assign(conversation, to=elif_, by=elif_)
        label("iade")

    answer(act)
    assert asked == ["iade", "iade"]


@pytest.mark.django_db(transaction=True)
def test_what_seldom_changes_is_asked_again_once_it_has() -> None:
    told: list[list[str]] = []

    def page() -> None:
        told.append(teams())

    team = Team.objects.create(name="Ahize")
    answer(page)
    answer(page)
    assert asked == ["teams"], "the second page takes over what the first one asked"
    for change in (
        lambda: Team.objects.create(name="Kargo"),
        lambda: Team.objects.filter(pk=team.pk).update(name="Bahar"),
        # Nothing of ours sees this one, and as many rows are there as before.
        lambda: _by_hand("UPDATE team_team SET name = 'Elden' WHERE name = 'Kargo'"),
        lambda: Team.objects.filter(pk=team.pk).delete(),
    ):
        change()
        answer(page)
    assert told[-4:] == [["Ahize", "Kargo"], ["Bahar", "Kargo"], ["Bahar", "Elden"], ["Elden"]]
    assert asked == ["teams"] * 5


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_is_kept_by_nobody() -> None:
    told: list[list[str]] = []

    def page() -> None:
        with transaction.atomic():
            Team.objects.create(name="Olmadı")
            told.append(teams())
            transaction.set_rollback(True)
        forget()
        told.append(teams())

    answer(page)
    answer(lambda: told.append(teams()))
    assert told == [["Olmadı"], [], []]


@pytest.mark.django_db(transaction=True)
def test_a_page_that_acts_shares_nothing() -> None:
    def page() -> None:
        request = HttpRequest()
        request.method = "POST"
        before_acting(request)
        teams()

    Team.objects.create(name="Kargo")
    answer(lambda: teams())
    answer(page)
    answer(page)
    assert asked == ["teams"] * 3


def _by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
