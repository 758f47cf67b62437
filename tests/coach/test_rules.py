"""Every rule's own examples, in the files that a native speaker edits."""

from pathlib import Path

import pytest

from muhatap.coach import KINDS, context, rulebook
from muhatap.coach.reading import reading
from muhatap.coach.rulebook import Rule, RuleError

RULES = [(lang, rule) for lang in ("tr", "en") for rule in rulebook.of(lang).rules]
CASES = [
    pytest.param(lang, rule, text, expected, id=f"{rule.id}: {text}")
    for lang, rule in RULES
    for texts, expected in ((rule.yes, True), (rule.no, False))
    for text in texts
]


@pytest.mark.parametrize(("lang", "rule", "text", "expected"), CASES)
def test_a_rule_finds_its_examples_and_no_others(lang: str, rule: Rule, text: str, expected: bool) -> None:
    read = reading(text, lang=lang)
    found = [hit.rule.id for hits in (read.found, *read.said.values()) for hit in hits]

    assert (rule.id in found) == expected


@pytest.mark.parametrize(("lang", "rule"), [pytest.param(lang, rule, id=rule.id) for lang, rule in RULES])
def test_a_rule_that_makes_findings_says_why_and_shows_both_sides(lang: str, rule: Rule) -> None:
    if "/" not in rule.kind:
        assert rule.kind in KINDS
        assert rule.why["tr"]
        assert rule.why["en"]
        assert rule.yes
        assert rule.no


def test_no_two_rules_share_an_id() -> None:
    ids = [rule.id for _, rule in RULES]

    assert len(ids) == len(set(ids))


def test_the_rules_of_which_more_than_the_sentence_is_asked_are_there() -> None:
    blaming = {rule.id.rpartition("/")[2] for _, rule in RULES if rule.kind == "blame"}

    assert blaming >= context.OF_OTHERS


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("rule: a\nfind: (kargo", "bracket is not closed"),
        ("rule: a\nfind: kargo | kurye", "put the choices in brackets"),
        ("rule: a\nfind: @nobody ara-", "no list @nobody"),
        ("rule: a\nfind: .. ara-", "begins with nothing"),
        ("rule: a\nfnid: kargo", "unknown “fnid”"),
        ("kargo", "expected “find: …”"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named_with_file_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "tr").mkdir()
    (tmp_path / "tr" / "burden.txt").write_text(text, encoding="utf-8")

    with pytest.raises(RuleError) as problem:
        list(rulebook.load("tr", tmp_path))

    assert complaint in str(problem.value)
    assert "burden.txt" in str(problem.value)
    assert "line 1" in str(problem.value) or "line of 1" in str(problem.value)
