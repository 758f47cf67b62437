"""When a rule applies: one line a case, and whatever else can be joined by and/or."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.core.turkish import fold
from muhatap.rules.conditions import COMPARISONS, FIELDS, Condition, Group, Kind, NotACondition

INVOICE: dict[str, Any] = {
    "subject": fold("Eylül FATURASI hakkında"),
    "text": fold("Merhaba, faturamı bulamıyorum. İyi günler"),
    "sender": "zeynep@sirket.example.com",
    "domain": "sirket.example.com",
    "recipient": ("destek@carsi.example", "muhasebe@carsi.example"),
    "customer": fold("Zeynep Işık"),
    "attachment": True,
    "language": "tr",
    "brand": "1",
    "status": "open",
    "assignee": "",
    "team": "4",
    "label": frozenset({"7", "9"}),
    "messages": 3,
    "waiting_hours": 0,
}


@pytest.mark.parametrize(
    ("field", "comparison", "value", "matches"),
    [
        ("subject", "contains", "fatura", True),
        ("subject", "contains", "FATURA", True),
        ("subject", "contains", "iade, fatura", True),
        ("subject", "contains", "iade", False),
        ("subject", "lacks", "iade", True),
        ("subject", "lacks", "iade, fatura", False),
        ("subject", "begins", "EYLÜL", True),
        ("subject", "begins", "faturası", False),
        ("subject", "is", "eylül faturası hakkında", True),
        ("subject", "is_not", "eylül", True),
        ("text", "contains", "iyi günler", True),
        ("text", "contains", "İYİ  GÜNLER", True),
        ("customer", "contains", "ISIK", True),
        ("sender", "is", "Zeynep@Sirket.example.com", True),
        ("sender", "ends", "@example.com", False),
        ("domain", "is", "example.com", False),
        ("domain", "ends", "example.com", True),
        ("recipient", "is", "muhasebe@carsi.example", True),
        ("recipient", "is_not", "iade@carsi.example", True),
        ("attachment", "yes", "", True),
        ("attachment", "no", "", False),
        ("overdue", "no", "", True),
        ("language", "is", "tr", True),
        ("language", "is_not", "en", True),
        ("assignee", "is", "", True),
        ("assignee", "is_not", "", False),
        ("team", "is", "4", True),
        ("label", "has", "7", True),
        ("label", "has", "8", False),
        ("label", "has_not", "8", True),
        ("segment", "has", "vip", False),
        ("messages", "at_least", "3", True),
        ("messages", "at_least", "4", False),
        ("messages", "at_most", "3", True),
        ("waiting_hours", "at_most", "0", True),
        ("reopened", "at_least", "1", False),
    ],
)
def test_one_condition(field: str, comparison: str, value: str, matches: bool) -> None:
    assert Condition(field, comparison, value).matches(INVOICE) is matches


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ({"all": []}, True),
        ({"any": []}, False),
        ({"all": [{"field": "language", "is": "is", "value": "tr"}, {"any": []}]}, False),
        (
            {
                "all": [
                    {"field": "language", "is": "is", "value": "tr"},
                    {
                        "any": [
                            {"field": "subject", "is": "contains", "value": "iade"},
                            {"field": "text", "is": "contains", "value": "faturam"},
                        ]
                    },
                ]
            },
            True,
        ),
        (
            {
                "any": [
                    {"field": "messages", "is": "at_least", "value": "9"},
                    {"all": [{"field": "attachment", "is": "yes"}, {"field": "label", "is": "has", "value": "9"}]},
                ]
            },
            True,
        ),
    ],
)
def test_groups(written: dict[str, Any], matches: bool) -> None:
    assert Group.read(written).matches(INVOICE) is matches


@pytest.mark.parametrize(
    "written",
    [
        None,
        [],
        {},
        "all",
        {"none": []},
        {"all": [], "any": []},
        {"all": {}},
        {"all": [7]},
        {"all": [{"field": "colour", "is": "is", "value": "red"}]},
        {"all": [{"field": [], "is": "is", "value": "red"}]},
        {"all": [{"field": "subject", "is": "at_least", "value": "3"}]},
        {"all": [{"field": "subject", "is": ["is"], "value": "3"}]},
        {"all": [{"field": "subject", "is": "contains", "value": " , "}]},
        {"all": [{"field": "messages", "is": "at_least", "value": "many"}]},
        {"all": [{"field": "messages", "is": "at_least", "value": "²"}]},
        {"all": [{"field": "brand", "is": "is", "value": 3}]},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}]}]}]}]},
    ],
)
def test_what_is_no_condition_says_so(written: Any) -> None:
    with pytest.raises(NotACondition):
        Group.read(written)


def test_why_a_rule_applies() -> None:
    group = Group(
        "any", (Condition("subject", "contains", "iade"), Group("all", (Condition("text", "contains", "fatura"),)))
    )

    assert list(group.because(INVOICE)) == [Condition("text", "contains", "fatura")]


numbers = st.integers(0, 99).map(str)
texts = st.text(min_size=1, max_size=8).filter(lambda text: text.replace(",", "").strip() != "")


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(sorted(FIELDS)))
    kind = FIELDS[field]
    values = numbers if kind is Kind.NUMBER else texts
    condition = Condition(field, draw(st.sampled_from(COMPARISONS[kind])), draw(values))
    try:
        return Condition.read(condition.written())
    except NotACondition:
        return Condition("attachment", "yes")


groups = st.recursive(
    st.builds(Group, st.sampled_from(["all", "any"]), st.lists(conditions(), max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group, st.sampled_from(["all", "any"]), st.lists(inner | conditions(), max_size=3).map(tuple)
    ),
    max_leaves=5,
)
facts = st.fixed_dictionaries(
    {},
    optional={
        "subject": st.text(max_size=12).map(fold),
        "sender": st.text(max_size=12).map(fold),
        "recipient": st.lists(st.text(max_size=8).map(fold), max_size=3).map(tuple),
        "attachment": st.booleans(),
        "brand": numbers,
        "label": st.frozensets(numbers, max_size=3),
        "messages": st.integers(0, 99),
    },
)

OPPOSITES = [("contains", "lacks"), ("is", "is_not"), ("has", "has_not"), ("yes", "no")]


@given(condition=conditions(), known=facts)
def test_not_is_the_opposite(condition: Condition, known: dict[str, Any]) -> None:
    for said, denied in OPPOSITES:
        if {said, denied} <= set(COMPARISONS[FIELDS[condition.field]]):
            both = [Condition(condition.field, each, condition.value).matches(known) for each in (said, denied)]
            assert sorted(both) == [False, True]


@given(group=groups, known=facts)
def test_a_group_is_what_its_parts_are(group: Group, known: dict[str, Any]) -> None:
    answers = [part.matches(known) for part in group.parts]

    assert group.matches(known) == (all(answers) if group.join == "all" else any(answers))
    assert Group.read(group.written()) == group
    if group.join == "all" and group.parts and group.matches(known):
        assert all(part in list(group.because(known)) for part in group.parts if isinstance(part, Condition))


@given(
    written=st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["all", "any", "field", "is", "value"]), inner),
    )
)
def test_whatever_is_handed_in_is_read_or_refused(written: Any) -> None:
    try:
        group = Group.read(written)
    except NotACondition:
        return
    assert Group.read(group.written()) == group
