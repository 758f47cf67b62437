"""One worker at a time at one thing, however many take it up: a lock in the database that dies with its holder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection


@contextmanager
def alone(space: int, number: int) -> Iterator[bool]:
    """Hold the lock of thing `number`; give whether it is ours. Nobody waits: who comes second is told so at once.

    `space` tells kinds of things apart (32 bits, one for each caller). The lock belongs to the connection and not to a
    transaction, so that what is committed meanwhile stays, and it is free again the moment its process or connection is
    gone.
    """
    keys = (space, number % 2**31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", keys)
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            # A broken connection has let go of the lock by itself.
            with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)
