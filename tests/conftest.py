"""What every test stands on: a PostgreSQL of this run alone, a data folder of its own, and who may be skipped
and why.

The first process of a run (pytest, or the controller of xdist) starts the server before Django reads its
settings; the workers inherit its address. People and things of the stories are in `cast.py` and `make.py`.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

import django
import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis

from muhatap.cli.postgres import Server
from tests import services

pytest_plugins = ["tests.cast"]

# A machine that has other work to do is no fault of what is tested: no test is one of time.
hypothesis.register_profile("muhatap", deadline=None)
hypothesis.load_profile("muhatap")

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def _start_postgres() -> None:
    home = Path(tempfile.mkdtemp(prefix="muhatap-test-"))
    # Nothing here has to survive a power cut.
    server = Server(home, settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    server.start()
    atexit.register(server.stop)
    os.environ.update(MUHATAP_HOME=str(home), DATABASE_URL=server.url, MUHATAP_SECRET_KEY="only for tests")


if not IS_WORKER:
    _start_postgres()

if Path("muhatap/config/settings.py").exists():  # until the settings are written
    os.environ["DJANGO_SETTINGS_MODULE"] = "muhatap.config.settings"
    django.setup()

    # Each agent of a story has a password; a hash made to be slow would take longer than the story.
    from django.conf import settings as desk

    # A story does not wait for an alarm to be asked again.
    desk.ALARMS_KEPT_SECONDS = 0.0
    desk.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each client of a story would read the whole folder of scripts and styles before its first page.
    desk.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, service in services.ALL.items():
            if item.get_closest_marker(name) and (reason := service.why_missing()):
                item.add_marker(pytest.mark.skip(reason=reason))


# The very last lines, after pytest's own count: what was not tested on this machine must not scroll away.
@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if IS_WORKER or reporter is None:
        return
    skipped: dict[str, list[str]] = {}
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid.partition("::")[0])
    for reason, files in sorted(skipped.items()):
        where = ", ".join(sorted(set(files)))
        reporter.write_line(f"Not tested here: {len(files)} in {where}: {reason}", yellow=True)


@pytest.fixture(scope="session")
def _blobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blobs")


@pytest.fixture(autouse=True)
def _own_blobs(request: pytest.FixtureRequest, _blobs: Path) -> None:
    """Give each test an empty blob store: what one story keeps must not be found by the next."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        request.getfixturevalue("settings").BLOB_ROOT = _blobs / uuid4().hex


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """Let a story with transactions of its own delete the rows it made.

    Django truncates all tables instead, which costs a second of files made and removed however little was in them,
    and makes the types and permissions again that it has just removed.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: _empty_tables())
        yield


def _empty_tables() -> None:
    names = sorted(set(_tables()) - {"django_content_type", "auth_permission"})
    ours = [connection.ops.quote_name(name) for name in names]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in ours)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(filled)
        # In any order: foreign keys are looked at when all is gone.
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


@cache
def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)
