"""Django, ready to use, on a database that answers."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from muhatap.cli import postgres
from muhatap.core import home

PATIENCE_SECONDS = 15.0


@contextmanager
def ready() -> Iterator[None]:
    """Set Django up on a database that answers; the embedded one runs for as long as the block.

    Raises NoDatabase.
    """
    with postgres.running(home.folder()) as url:
        _knock(url)
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muhatap.config.settings")
        import django

        django.setup()
        yield


class NoDatabase(click.ClickException):
    """The database does not let us in; the text says what it answered."""


def _knock(url: str) -> None:
    """Connect once, so that a wrong address is a sentence now and not a time-out later. Raises NoDatabase."""
    import psycopg

    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.Error as error:
            # Our own server is back within seconds after a fall; another one's address may simply be wrong.
            if time.monotonic() > deadline or not _is_passing(error, url):
                reason = " ".join(str(error).split()) or "no reason given"
                raise NoDatabase(
                    f"The database does not answer: {reason}\nNothing was changed. Check DATABASE_URL "
                    "and that PostgreSQL runs."
                ) from error
        time.sleep(0.2)


def _is_passing(error: Exception, url: str) -> bool:
    waits = ("starting up", "shutting down", "recovery mode")
    return any(each in str(error) for each in waits) or url == home.embedded_database_url(home.folder())
