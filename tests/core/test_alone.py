"""A thing is worked at by one; whoever held it and is gone holds nothing."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from muhatap.core.alone import alone

pytestmark = pytest.mark.django_db

LETTERS, ORDERS = 101, 102


@pytest.fixture
def other() -> Iterator[psycopg.Connection[tuple[bool]]]:
    """A worker with a connection of its own."""
    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    found = psycopg.connect(autocommit=True, **{name: settings[name] for name in names if settings.get(name)})
    yield found
    found.close()


def takes(worker: psycopg.Connection[tuple[bool]], space: int, number: int) -> bool:
    row = worker.execute("SELECT pg_try_advisory_lock(%s, %s)", (space, number)).fetchone()
    return row is not None and row[0]


def test_who_comes_second_is_told_so_and_the_next_thing_is_free(other: psycopg.Connection[tuple[bool]]) -> None:
    assert takes(other, LETTERS, 7)

    with alone(LETTERS, 7) as is_alone:
        assert not is_alone
    for space, number in ((LETTERS, 8), (ORDERS, 7)):
        with alone(space, number) as is_alone:
            assert is_alone


def test_it_is_free_again_afterwards_and_whoever_did_not_have_it_frees_nothing(
    other: psycopg.Connection[tuple[bool]],
) -> None:
    with alone(LETTERS, 7):
        assert not takes(other, LETTERS, 7)
    assert takes(other, LETTERS, 7)
    with alone(LETTERS, 7):
        pass
    with alone(LETTERS, 7) as is_alone:
        assert not is_alone


def test_a_holder_that_is_gone_holds_nothing(other: psycopg.Connection[tuple[bool]]) -> None:
    assert takes(other, LETTERS, 2**31 - 1)
    other.close()
    # The server notices within moments that nobody is there any more.
    for _ in range(500):
        with alone(LETTERS, 2**31 - 1) as is_alone:
            if is_alone:
                return
        connection.cursor().execute("SELECT pg_sleep(0.01)")
    pytest.fail("the lock outlived its holder")
