"""One page asks once; the next one, and whatever comes after an act, asks anew."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse

from muhatap.conversations import actions
from muhatap.core.page_memory import PageMemory, once_a_page
from muhatap.team.models import Agent
from tests import make

asked: list[str] = []


@once_a_page
def label(name: str) -> str:
    asked.append(name)
    return name.upper()


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
