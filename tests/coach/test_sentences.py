"""Sentences of agents, each with the kind that is found in it, or with none: `sentences/{tr,en}.txt`."""

from pathlib import Path

import pytest

from muhatap import coach

FOLDER = Path(__file__).parent / "sentences"
CASES = [
    pytest.param(lang, *line.split(": ", 1), id=f"{lang} {line}")
    for lang in ("tr", "en")
    for line in (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]


@pytest.mark.parametrize(("lang", "kind", "sentence"), CASES)
def test_a_sentence_shows_its_kind_or_passes(lang: str, kind: str, sentence: str) -> None:
    kinds = {found.kind for found in coach.check(sentence, lang=lang, channel="chat").findings}

    assert (kind in kinds) if kind != "ok" else not kinds


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_labelled_dev_drafts_stay_as_well_read(lang: str) -> None:
    from benchmarks.coach_eval import LABELLED, score

    total = score(LABELLED / f"{lang}_dev.jsonl")

    assert (total.precision(list(coach.KINDS)) or 0) >= 0.95
    assert (total.recall(list(coach.KINDS)) or 0) >= 0.92
