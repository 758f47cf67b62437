"""The labelled drafts are in the shape that README.md describes, enough of each, and dev and held stay apart."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LANGUAGES = ["tr", "en"]
FILES = ["tr_dev", "en_dev", "tr_held", "en_held"]
KINDS = {
    "negative",
    "burden",
    "blame",
    "dismissive",
    "empty_apology",
    "no_next_step",
    "vague",
    "overpromise",
    "unclear_steps",
    "wall_of_text",
    "jargon",
    "tone",
    "missing_closing",
    "cold_redirect",
    "personal_data",
    "unanswered_question",
}
FIELDS = {"id", "lang", "channel", "customer", "brand_voice", "draft", "findings", "latte", "mood", "note"}
LATTE = {"listen", "acknowledge", "act", "thank", "explain"}

DRAFTS_PER_LANGUAGE = 300
DRAFTS_PER_KIND = 12
SHARE_THAT_PASSES = 0.45
# Two drafts that share more than half of their runs of three words say the same thing.
ALIKE = 0.5

Line = dict[str, Any]


def lines(name: str) -> list[Line]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", FILES)
def test_every_line_has_the_fields_of_the_readme(name: str) -> None:
    for line in lines(name):
        assert set(line) == FIELDS, line["id"]
        assert line["lang"] == name[:2], line["id"]
        assert line["channel"] in {"email", "chat", "public", "phone_note"}, line["id"]
        assert line["draft"].strip(), line["id"]
        assert line["customer"] is None or line["customer"].strip(), line["id"]
        assert line["brand_voice"] is None or (
            set(line["brand_voice"]) == {"formality", "avoid"}
            and line["brand_voice"]["formality"] in {"formal", "warm", "casual"}
        ), line["id"]


@pytest.mark.parametrize("name", FILES)
def test_a_mood_is_given_where_the_customer_speaks_and_latte_where_they_are_upset(name: str) -> None:
    for line in lines(name):
        mood, latte = line["mood"], line["latte"]
        assert (mood is None) == (line["customer"] is None), line["id"]
        if mood is not None:
            assert set(mood) == {"mood", "urgent"}, line["id"]
            assert mood["mood"] in {"calm", "worried", "angry", "thankful"}, line["id"]
            assert isinstance(mood["urgent"], bool), line["id"]
            assert latte is not None or mood["mood"] in {"calm", "thankful"}, line["id"]
        if latte is not None:
            assert mood is not None, line["id"]
            assert set(latte) == LATTE, line["id"]
            assert all(isinstance(mark, bool) for mark in latte.values()), line["id"]


@pytest.mark.parametrize("name", FILES)
def test_every_underlined_phrase_is_found_in_its_draft_at_one_place(name: str) -> None:
    for line in lines(name):
        for finding in line["findings"]:
            text, index = finding["text"], finding.get("index")
            assert finding["kind"] in KINDS, line["id"]
            assert set(finding) <= {"kind", "text", "index"}, line["id"]
            assert text == text.strip(), line["id"]
            if text:
                times = line["draft"].count(text)
                assert times == 1 if index is None else times > 1 and 0 <= index < times, (line["id"], text)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_underlined_twice_for_the_same_reason(name: str) -> None:
    for line in lines(name):
        marks = [(one["kind"], one["text"], one.get("index")) for one in line["findings"]]
        assert len(marks) == len(set(marks)), line["id"]


@pytest.mark.parametrize("name", FILES)
def test_some_kinds_belong_to_one_channel_or_to_a_question(name: str) -> None:
    for line in lines(name):
        kinds = {finding["kind"] for finding in line["findings"]}
        assert "personal_data" not in kinds or line["channel"] == "public", line["id"]
        assert "missing_closing" not in kinds or line["channel"] == "email", line["id"]
        assert "unanswered_question" not in kinds or line["customer"], line["id"]
        assert not {"empty_apology", "no_next_step"} <= kinds, line["id"]


@pytest.mark.parametrize("name", FILES)
def test_each_kind_is_in_enough_drafts(name: str) -> None:
    drafts = Counter(kind for line in lines(name) for kind in {finding["kind"] for finding in line["findings"]})

    assert {kind: drafts[kind] for kind in KINDS if drafts[kind] < DRAFTS_PER_KIND} == {}


@pytest.mark.parametrize("name", FILES)
def test_nearly_half_of_the_drafts_would_pass(name: str) -> None:
    all_of_them = lines(name)

    assert sum(not line["findings"] for line in all_of_them) / len(all_of_them) >= SHARE_THAT_PASSES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_enough_drafts_in_each_language(lang: str) -> None:
    assert len(lines(f"{lang}_dev")) + len(lines(f"{lang}_held")) >= DRAFTS_PER_LANGUAGE


def test_no_id_is_given_twice() -> None:
    ids = Counter(line["id"] for name in FILES for line in lines(name))

    assert [id_ for id_, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_held_draft_repeats_a_dev_draft(lang: str) -> None:
    dev, held = ({line["id"]: runs(line["draft"]) for line in lines(f"{lang}_{part}")} for part in ("dev", "held"))

    assert [(one, other) for one, new in held.items() for other, known in dev.items() if alike(new, known)] == []


def runs(draft: str) -> set[tuple[str, ...]]:
    """The runs of three words of a draft, or the whole of a shorter one."""
    words = draft.lower().split()
    return {tuple(words[start : start + 3]) for start in range(max(1, len(words) - 2))}


def alike(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    return len(one & other) > ALIKE * min(len(one), len(other))
