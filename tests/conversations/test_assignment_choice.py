"""Who gets a conversation that nobody has: the choice alone, with its table of cases and what must always hold."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.conversations.assignment import (
    AUTOMATIC,
    BY_LOAD,
    ROUND_ROBIN,
    Candidate,
    Choice,
    Obstacle,
    Stays,
    Wanted,
    choose,
)

ELIF, ONUR, ECE = 1, 2, 3
ANYTHING = Wanted()


def crew(**changed: dict[str, object]) -> list[Candidate]:
    """Elif has three open, Onur one, Ece two; all here, unless the story says otherwise."""
    everyone = {
        "elif_": Candidate(ELIF, open_count=3),
        "onur": Candidate(ONUR, open_count=1),
        "ece": Candidate(ECE, open_count=2),
    }
    return [replace(one, **changed.get(name, {})) for name, one in everyone.items()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "last", "who", "chosen"),
    [
        (ROUND_ROBIN, 0, crew(), ELIF),
        (ROUND_ROBIN, ELIF, crew(), ONUR),
        (ROUND_ROBIN, ECE, crew(), ELIF),
        # The turn goes on from the place of one who has left, and past one who is not there.
        (ROUND_ROBIN, 99, crew(), ELIF),
        (ROUND_ROBIN, ELIF, crew(onur={"is_here": False}), ECE),
        (ROUND_ROBIN, ELIF, crew(onur={"capacity": 1}), ECE),
        (BY_LOAD, 0, crew(), ONUR),
        (BY_LOAD, 0, crew(onur={"capacity": 1}), ECE),
        # Of equals, the one whose turn it is.
        (BY_LOAD, ELIF, crew(elif_={"open_count": 1}), ONUR),
        (BY_LOAD, ONUR, crew(elif_={"open_count": 1}), ELIF),
        (ROUND_ROBIN, 0, [], Obstacle.NO_MEMBERS),
        (BY_LOAD, 0, [Candidate(ELIF, is_here=False)], Obstacle.NOBODY_HERE),
        (BY_LOAD, 0, [Candidate(ELIF, open_count=5, capacity=5)], Obstacle.ALL_FULL),
        (BY_LOAD, 0, [Candidate(ELIF, capacity=0)], Obstacle.ALL_FULL),
    ],
)
def test_who_gets_it(mode: str, last: int, who: list[Candidate], chosen: int | Obstacle) -> None:
    found = choose(mode, who, ANYTHING, last_id=last)

    assert (found.agent_id if isinstance(found, Choice) else found.why) == chosen


def test_a_customer_is_answered_in_their_language() -> None:
    who = crew(onur={"languages": frozenset({"tr"})}, ece={"languages": frozenset({"tr", "en"})})

    # Elif named none: she answers in every one.
    assert choose(BY_LOAD, who, Wanted(language="en")) == Choice(ECE, BY_LOAD, 2, language="en")
    assert choose(BY_LOAD, who, Wanted(language="tr")) == Choice(ONUR, BY_LOAD, 1)
    assert choose(BY_LOAD, [who[1]], Wanted(language="de")) == Stays(Obstacle.NO_LANGUAGE)


def test_who_lacks_what_is_asked_does_not_get_it() -> None:
    who = crew(elif_={"skills": frozenset({"iade", "fatura"})})

    assert choose(BY_LOAD, who, Wanted(skills=frozenset({"iade"}))) == Choice(ELIF, BY_LOAD, 3, skills=("iade",))
    assert choose(BY_LOAD, who, Wanted(skills=frozenset({"iade", "kargo"}))) == Stays(Obstacle.NO_SKILL)


LANGUAGES = st.sampled_from(["tr", "en", "de"])
SKILLS = st.frozensets(st.sampled_from(["iade", "fatura"]), max_size=2)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 9),
        is_here=st.booleans(),
        open_count=st.integers(0, 6),
        capacity=st.none() | st.integers(0, 6),
        languages=st.frozensets(LANGUAGES, max_size=2),
        skills=SKILLS,
    ),
    unique_by=lambda each: each.id,
    max_size=7,
)
WANTED = st.builds(Wanted, language=st.just("") | LANGUAGES, skills=SKILLS)


@given(mode=st.sampled_from(AUTOMATIC), who=CANDIDATES, wanted=WANTED, last=st.integers(0, 10))
def test_nobody_gets_what_they_cannot_take_and_nothing_stays_that_somebody_could(
    mode: str, who: list[Candidate], wanted: Wanted, last: int
) -> None:
    able = {
        each.id
        for each in who
        if each.is_here
        and (each.capacity is None or each.open_count < each.capacity)
        and (not wanted.language or not each.languages or wanted.language in each.languages)
        and wanted.skills <= each.skills
    }

    found = choose(mode, who, wanted, last_id=last)

    assert (isinstance(found, Choice) and found.agent_id in able) if able else isinstance(found, Stays)


@given(
    mode=st.sampled_from(AUTOMATIC),
    ids=st.sets(st.integers(1, 50), min_size=1, max_size=6),
    arrivals=st.integers(0, 30),
    last=st.integers(0, 60),
)
def test_turns_are_fair_to_within_one(mode: str, ids: set[int], arrivals: int, last: int) -> None:
    got: Counter[int] = Counter(dict.fromkeys(ids, 0))
    for _ in range(arrivals):
        found = choose(mode, [Candidate(one, open_count=got[one]) for one in ids], ANYTHING, last_id=last)
        assert isinstance(found, Choice)
        last = found.agent_id
        got[last] += 1

    assert max(got.values()) - min(got.values()) <= 1


@given(who=CANDIDATES, arrivals=st.integers(0, 40))
def test_no_stream_of_arrivals_goes_over_a_cap(who: list[Candidate], arrivals: int) -> None:
    before = {each.id: each.open_count for each in who}
    for _ in range(arrivals):
        found = choose(BY_LOAD, who, ANYTHING)
        if isinstance(found, Stays):
            break
        who = [replace(one, open_count=one.open_count + (one.id == found.agent_id)) for one in who]

    for one in who:
        assert one.open_count == before[one.id] or one.capacity is None or one.open_count <= one.capacity
