"""A link names what it rates, and nobody can make one up, change one, or use one for another purpose."""

import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.surveys import tokens
from muhatap.surveys.tokens import Rated

KEY = b"a key of this copy alone"
SURVEY = Rated(tokens.SURVEY, UUID("01900000-0000-7000-8000-0000000000aa"))


@given(st.uuids(), st.sampled_from([tokens.SURVEY, tokens.REPLY]))
def test_a_token_comes_back_as_it_went(uid: UUID, kind: str) -> None:
    token = tokens.make(Rated(kind, uid), key=KEY)

    assert len(token) == 43
    assert token.isalnum()
    assert tokens.read(token, key=KEY) == Rated(kind, uid)
    assert tokens.read(token.upper(), key=KEY) == Rated(kind, uid)


@given(st.integers(0, 42), st.sampled_from(string.ascii_lowercase + string.digits + "=/"))
def test_a_changed_letter_is_noticed(place: int, letter: str) -> None:
    token = tokens.make(SURVEY, key=KEY)
    changed = token[:place] + letter + token[place + 1 :]

    assert (tokens.read(changed, key=KEY) is None) == (changed != token)


@given(st.text(max_size=60))
def test_wild_text_is_no_token(text: str) -> None:
    assert tokens.read(text, key=KEY) is None


@pytest.mark.parametrize("key", [b"", b"another key"])
def test_another_copys_token_is_none_of_ours(key: bytes) -> None:
    assert tokens.read(tokens.make(SURVEY, key=key), key=KEY) is None


def test_a_survey_is_no_reply() -> None:
    token = tokens.make(SURVEY, key=KEY)

    assert tokens.read("r" + token[1:], key=KEY) is None
