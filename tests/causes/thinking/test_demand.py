"""Wishes for what is not there: the sentences beside the rules, and what looks like a wish and is none."""

from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muhatap.causes.thinking import Missing, wishes
from muhatap.causes.thinking.demand import WORDS


def sentences(language: str, head: str) -> Iterator[str]:
    for line in (WORDS / f"wishes_{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{head}: "):
            yield line.removeprefix(f"{head}: ")


@pytest.mark.parametrize("line", [*sentences("tr", "yes"), *sentences("en", "yes")])
def test_a_wish_is_found_with_its_product(line: str) -> None:
    text, _, product = line.partition(" => ")

    (wish,) = wishes(text)

    assert wish.product.lower() == ("" if product == "-" else product)
    assert wish.product in text[wish.start : wish.end] or wish.product in text


@pytest.mark.parametrize("text", [*sentences("tr", "no"), *sentences("en", "no")])
def test_other_matters_are_no_wishes(text: str) -> None:
    assert wishes(text) == []


def test_what_is_meant_alike_has_one_key_with_and_without_diacritics() -> None:
    one, other = (
        wishes(text)[0] for text in ("Kırmızı ayakkabılar tekrar gelecek mi?", "kirmizi ayakkabi tekrar gelecek mi")
    )

    assert one.key == other.key == "kirmi ayakk"
    assert one.kind == Missing.NOT_IN_STOCK


def test_each_product_of_a_text_is_told_once() -> None:
    text = "Çelik termos satıyor musunuz? Bir de yün çorap getirecek misiniz? Çelik termos satıyor musunuz?"

    assert [wish.product for wish in wishes(text)] == ["Çelik termos", "yün çorap"]


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_has_an_answer(text: str) -> None:
    for wish in wishes(text):
        assert 0 <= wish.start < wish.end <= len(text) * 2


@pytest.mark.parametrize("piece", ["a ", "a", ", ", "stok ne zaman ", "do you sell ", "😀 ", "\x00", "gelecek "])
def test_two_hundred_thousand_letters_are_read_in_a_moment(piece: str) -> None:
    began = process_time()
    wishes(piece * (200_000 // len(piece)))

    assert process_time() - began < 1.5
