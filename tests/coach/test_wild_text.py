"""Whatever is typed or pasted: no exception, places that are true, time that grows with the text."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muhatap import coach

WORDS = st.sampled_from(
    ["kargo", "firmasını", "aramanız", "gerekir", "you", "must", "call", "the", "bank", "özür", "!!", "😀", "\n", "> ",
     ". ", "“", "”", "```", "TR33", "0532", "سلام", "İ", "ı", "\u0301", "@", "a@b.example", "?", "yapamıyoruz",
     "\x00", "'"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=60).map("".join)
)


# To a pattern that knows no case, İ is an I.
@example(draft="TR00000000000000000000000İ", customer="", lang="tr")
@given(draft=TEXTS, customer=TEXTS, lang=st.sampled_from(["tr", "en", None, "xx"]))
@settings(max_examples=300)
def test_wild_text_is_read_and_every_place_is_true(draft: str, customer: str, lang: str | None) -> None:
    advice = coach.check(draft, lang=lang, channel="public", customer=customer, voice="formal")

    for found in advice.findings:
        assert 0 <= found.start <= found.end <= len(draft)
        assert found.text == draft[found.start : found.end]
        assert found.why


@given(phrase=st.text(max_size=40), draft=TEXTS)
@settings(max_examples=100)
def test_whatever_a_shop_adds_is_taken(phrase: str, draft: str) -> None:
    coach.check(draft, lang="tr", own_phrases=[(phrase, "", "")], voice={"avoid": [phrase], "formality": phrase})


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "\n", "a.", "-", "1", "1 ", "a@", '"', "> a\n", "kargo ", "😀", "سلام ", "TR81 ", "Ali Veli ", "! ",
     "you can not ", "kargo firma ara gerek ", "özür dilerim ", "```\n", "(", "mi? "],
)  # fmt: skip
def test_two_hundred_thousand_characters_stay_bounded(piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (20_000, 200_000))
    coach.check(small, lang="tr", channel="public")

    seconds = [_seconds(text) for text in (small, large)]

    assert seconds[1] < 30 * seconds[0] + 1


def _seconds(text: str) -> float:
    began = time.process_time()
    coach.check(text, lang="tr", channel="public", customer=text[:2_000])
    return time.process_time() - began
