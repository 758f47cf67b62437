"""Database work of long-lived threads: a connection borrowed for one piece of work, given back whatever happens.

A thread that kept its connection would hold one of few for hours of waiting, and would find it dead after a restart
of PostgreSQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from muhatap.mail.sources import problems
from muhatap.mail.sources.problems import SourceProblem


@contextmanager
def borrowed_connection() -> Iterator[None]:
    if connection.in_atomic_block:
        # Inside a transaction of the caller, the connection is the caller's to give back.
        yield
        return
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


@contextmanager
def stored() -> Iterator[None]:
    """Do a piece of storing. Raises SourceProblem when disk or database refuse: then the source keeps the mail."""
    with borrowed_connection():
        try:
            yield
        except (DatabaseError, InterfaceError) as error:
            raise SourceProblem(problems.NOT_STORED, is_passing=True) from error
        except OSError as error:
            words = error.strerror or type(error).__name__
            raise SourceProblem(problems.NOT_STORED_DISK, is_passing=True, answer=words) from error
