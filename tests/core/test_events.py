"""What an act tells the others, and that both happen or neither."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from muhatap.config.wiring import REACTIONS
from muhatap.core.events import Announcement, announce, caused_by, row_id, wire
from muhatap.core.models import Event


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Announcement):
    subject_kind: ClassVar[str] = "kettle"

    kettle_id: int
    degrees: int


@pytest.fixture(autouse=True)
def _wired_as_before() -> Iterator[None]:
    yield
    wire(REACTIONS)


@pytest.mark.django_db
def test_an_event_is_a_row_and_reaches_who_listens() -> None:
    heard: list[KettleBoiled] = []
    wire({KettleBoiled: [heard.append]})

    announce(KettleBoiled(kettle_id=3, degrees=100), by=7)

    row = Event.objects.get()
    assert (row.name, row.subject, row.by_id, row.data) == ("KettleBoiled", "kettle:3", 7, {"degrees": 100})
    assert heard == [KettleBoiled(kettle_id=3, degrees=100)]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_fails_takes_the_event_back() -> None:
    def fail(event: KettleBoiled) -> None:
        raise RuntimeError("no tea")

    wire({KettleBoiled: [fail]})

    with pytest.raises(RuntimeError), transaction.atomic():
        announce(KettleBoiled(kettle_id=3, degrees=100))

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_what_nobody_did_says_what_caused_it() -> None:
    noted: list[int] = []

    def cool(event: KettleBoiled) -> None:
        noted.append(row_id())
        if event.degrees > 95:
            announce(KettleBoiled(kettle_id=3, degrees=95))

    wire({KettleBoiled: [cool]})

    with caused_by(rule=4, depth=2):
        announce(KettleBoiled(kettle_id=3, degrees=100))
    announce(KettleBoiled(kettle_id=3, degrees=90), by=7)

    rows = Event.objects.order_by("id")
    assert [row.data for row in rows] == [
        {"degrees": 100, "origin": {"rule": 4, "depth": 2}},
        {"degrees": 95, "origin": {"rule": 4, "depth": 2, "by_reaction": True}},
        {"degrees": 90},
    ]
    assert noted == [row.pk for row in rows]
