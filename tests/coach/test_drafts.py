"""Whole drafts, each with the kinds that are found in it, or with none: `drafts/{tr,en}.txt`."""

from pathlib import Path

import pytest

from muhatap import coach

FOLDER = Path(__file__).parent / "drafts"
CASES = [
    pytest.param(lang, *line.split("|", 3), id=f"{lang} {line}")
    for lang in ("tr", "en")
    for line in (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]


@pytest.mark.parametrize(("lang", "kinds", "channel", "customer", "draft"), CASES)
def test_a_draft_shows_its_kinds_and_no_others(lang: str, kinds: str, channel: str, customer: str, draft: str) -> None:
    advice = coach.check(draft.replace("\\n", "\n"), lang=lang, channel=channel, customer=customer)

    assert {found.kind for found in advice.findings} == set(kinds.split(",")) - {"ok"}
