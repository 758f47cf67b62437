"""Whatever is typed or pasted: an answer, never an exception, in time that grows with the text and no further."""

import sys
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muhatap.core import business_time
from muhatap.promises.finding import find, sentences

ISTANBUL = ZoneInfo("Europe/Istanbul")
OFFICE = business_time.office(ISTANBUL)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=ISTANBUL)

PIECES = [
    "yarın",
    "cuma",
    "15.08",
    "31 Şubat",
    "saat 25'te",
    "999 iş günü içinde",
    "99 ay içinde",
    "0 gün içinde",
    "ayın 99'u",
    "arayacağım",
    "arayıp",
    "göndereceğimizi",
    "olacak",
    "sizde",
    "mi",
    "?",
    ".",
    ",",
    "\n",
    "> ",
    "I'll",
    "we will",
    "send",
    "by Friday",
    "on 0/0",
    "99/99/9999",
    "within 999 hours",
    "in 999 months",
    "at 99",
    "the 99th",
    "and",
    "tomorrow",
    "if",
    "when",
    "let me check",
    "“",
    "”",
    "'",
    "😊",
    "\u200f",
    "שלום",
    "مرحبا ١٢",
    "\x00",
    "\ud800",
    "ﬁ",
    "İ",
    "ı\u0307",
    "²",
    "Ⅷ",
    "On 1 wrote:",
    "-- ",
    "https://example.com/a?b=c",
    "<b>",
    "{{ name }}",
    "00:00",
    "24:00",
    "24:01",
    "2026-13-45",
]


@given(st.text(max_size=400), st.sampled_from(["tr", "en", ""]))
def test_any_text_has_an_answer(text: str, lang: str) -> None:
    holds(text, lang, NOW)


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.sampled_from(["tr", "en", ""]),
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),
)
@example("\n cuma sizde", "tr", datetime(2000, 1, 1))
@example("\n yarın sizde", "tr", datetime(2000, 1, 1))
@settings(max_examples=300)
def test_pieces_of_promises_in_any_order_have_an_answer_at_any_time(text: str, lang: str, now: datetime) -> None:
    holds(text, lang, now)


@pytest.mark.parametrize("now", [datetime(1, 1, 1, 0, 0, tzinfo=ISTANBUL), datetime(9999, 12, 31, 23, tzinfo=ISTANBUL)])
@pytest.mark.parametrize(
    "text",
    [
        "Yarın arayacağım.",
        "2 saat içinde arayacağım.",
        "5 iş günü içinde arayacağım.",
        "Ay sonuna kadar arayacağım.",
        "Haftaya salı arayacağım.",
        "3 ay içinde arayacağım.",
        "Ayın 5'ine kadar arayacağım.",
        "I'll call next week.",
        "3 Ocak'ta arayacağım.",
        "2 iş saati içinde arayacağım.",
        "We'll do it by the end of December.",
    ],
)
def test_the_ends_of_the_calendar_are_no_exception(text: str, now: datetime) -> None:
    assert len(find(text, lang="tr", now=now, hours=business_time.always(ISTANBUL))) == 1


def holds(text: str, lang: str, now: datetime) -> None:
    last = 0
    for promise in find(text, lang=lang, now=now, hours=business_time.always(ISTANBUL)):
        assert 0 <= promise.start < promise.end <= len(text)
        assert text[promise.start : promise.end] == promise.text == promise.text.strip()
        assert promise.due_at is None or promise.due_on is None
        assert 0 < promise.confidence <= 1
        assert promise.start >= last
        last = promise.start


def test_the_folded_draft_is_as_long_as_the_draft() -> None:
    # Places found in the one are places in the other.
    for code in range(0x110000):
        assert len(sentences.Draft(chr(code)).folded) == (not 0x300 <= code <= 0x36F), hex(code)


@pytest.mark.parametrize(
    "pattern",
    [
        "Merhaba, siparişinizi inceledim. Yarın 18.00'e kadar size dönüş yapacağım, cuma günü de kargoya vereceğiz. ",
        "Hi Anna, I'll check with the warehouse today and call you tomorrow by 6pm. Your refund will be processed. ",
        "a",
        " ",
        "\n",
        "1 ",
        "11",
        ".",
        "?",
        ",",
        "will ",
        "we'll ",
        "and send ",
        "yarın ",
        "arayıp ",
        "yapacak ",
        ">\n",
        "bir ",
        "let me check ",
        "on 1 wrote:\n",
        "by friday ",
        "ı\u0307",
        "\u0327",
        "it is ",
        "15.08.2026 ",
        "if ",
        "x\n",
    ],
)
def test_work_grows_with_the_text_and_no_further(pattern: str) -> None:
    small, large = ((pattern * (size // len(pattern) + 1))[:size] for size in (20_000, 80_000))

    assert calls(large) <= 4.6 * calls(small) + 2000


@pytest.mark.slow
def test_two_hundred_thousand_signs_are_read_in_seconds() -> None:
    from time import process_time

    text = ("Yarın 18.00'e kadar size dönüş yapacağım. I'll send it by Friday. " * 4000)[:200_000]
    began = process_time()

    assert len(find(text, lang="tr", now=NOW, hours=OFFICE)) > 5000
    assert process_time() - began < 15


def calls(text: str) -> int:
    """Return how many functions are called to read a text; regular expressions see one sentence at a time."""
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        find(text, lang="", now=NOW, hours=OFFICE)
    finally:
        sys.setprofile(None)
    return count


def test_no_sentence_is_longer_than_what_is_read_at_once() -> None:
    for text in ("a" * 5000, "a b " * 2000, "x" * 700 + ". " + "y" * 700, ("z" * 100 + "\n") * 50):
        folded = sentences.Draft(text).folded
        read = list(sentences.sentences(folded))

        assert all(0 < sentence.end - sentence.start <= sentences.LONGEST_SENTENCE for sentence in read)
        assert all(one.end <= other.start for one, other in pairwise(read))
