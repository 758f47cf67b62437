"""The model replies as the coach and the promise finder read them: what we hand out is what we ask of others."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from muhatap import coach
from muhatap.core import business_time
from muhatap.knowledge import days, macros, saying
from muhatap.knowledge.models import Situation
from muhatap.knowledge.seeds import SEEDS, Seed

ISTANBUL = ZoneInfo("Europe/Istanbul")
NOW = datetime(2026, 11, 23, 10, tzinfo=ISTANBUL)
HOURS = business_time.office(ISTANBUL)
VALUE = re.compile(r"\{\{ ([\w.]+) \}\}")
KNOWN = {
    "order.number": "8812", "order.total": "1.250 TL", "order.refunded": "1.250 TL", "order.carrier": "Yurtiçi Kargo",
    "order.tracking_number": "123456789012", "agent.name": "Elif Kaya",
}  # fmt: skip
BY_HAND = {
    "doldur.gün": "25 Kasım Çarşamba", "doldur.neden": "kalıbı biraz dar", "doldur.beden": "M",
    "doldur.öneri": "mavi sürahi", "doldur.ölçüler": "30 x 40 cm", "doldur.çözüm": "yenisini bugün gönderdik",
    "doldur.önlem": "kutuları kalınlaştırdık", "fill.day": "Wednesday 25 November", "fill.size": "M",
    "fill.reason": "it is cut a little narrow", "fill.suggestion": "the blue jug", "fill.measurements": "30 x 40 cm",
    "fill.solution": "a new one left today", "fill.change": "we pack in thicker boxes",
}  # fmt: skip
# The groups that the shop begins with; what is "other" is the shop's own.
WANTED = set(Situation.values) - {"other"}


def texts() -> Iterator[tuple[Seed, str, str]]:
    for seed in SEEDS:
        for language, text in [("tr", seed.tr[1]), ("en", seed.en[1]), ("tr", seed.formal_tr), ("en", seed.formal_en)]:
            if text:
                yield seed, language, text


def filled(text: str, language: str) -> str:
    greeting = {"customer.greeting": "Merhaba Ayşe" if language == "tr" else "Hello Ayşe"}
    said = {f"day.{name}": value for name, value in days.values(NOW, HOURS, language).items()}
    known = {**KNOWN, **BY_HAND, **greeting, **said}
    return VALUE.sub(lambda found: known[found[1]], text)


ALL = [pytest.param(*each, id=f"{each[0].shortcut}-{each[1]}-{number}") for number, each in enumerate(texts())]


@pytest.mark.parametrize(("seed", "language", "text"), ALL)
def test_the_coach_has_nothing_to_say(seed: Seed, language: str, text: str) -> None:
    advice = coach.check(filled(text, language), lang=language, now=NOW, hours=HOURS)

    assert [(found.kind, found.text) for found in advice.findings] == []


@pytest.mark.parametrize(("seed", "language", "text"), ALL)
def test_every_promise_has_its_time(seed: Seed, language: str, text: str) -> None:
    owed = coach.check(filled(text, language), lang=language, now=NOW, hours=HOURS).promises

    assert [each.text for each in owed if each.due_at is None and each.due_on is None] == []
    assert all(each.due_at is None or each.due_at > NOW for each in owed)


@pytest.mark.parametrize(("seed", "language", "text"), ALL)
def test_a_reply_that_rests_says_until_when(seed: Seed, language: str, text: str) -> None:
    """Who snoozes a conversation comes back for something: the customer knows for what and by when."""
    rests = [act for act in macros.read(list(seed.acts)) if act.act == "snooze"]

    owed = coach.check(filled(text, language), lang=language, now=NOW, hours=HOURS).promises
    assert not rests or owed


def test_there_are_enough_for_every_situation() -> None:
    assert len(SEEDS) >= 44
    assert {seed.situation for seed in SEEDS} == WANTED
    assert len({seed.shortcut for seed in SEEDS}) == len(SEEDS)


def test_every_value_is_one_that_the_desk_knows_or_a_gap_to_fill() -> None:
    names = {name for _, _, text in texts() for name in VALUE.findall(text)}

    assert [name for name in names if not saying.is_known(name)] == []


def test_every_act_is_understood() -> None:
    assert all(len(macros.read(list(seed.acts))) == len(seed.acts) for seed in SEEDS)
