"""The desk as people meet it: the product's own server with its bell, a real PostgreSQL, and Debian's Chromium.

The server runs as a process of its own on the test's database, so what a journey clicks goes the whole way. Chromium
and the server live as long as the run; each test gets a browser context of its own.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from muhatap.team.models import Agent
from tests import services
from tests.browser.desk import Desk
from tests.browser.traffic import Traffic

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A later list takes the place of Playwright's own, so what it holds of that stands here again. The two of the
    # omnibox draw the browser's own suggestions as pages, twice for each window: more work than most stories.
    (
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,"
        "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
        "ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled"
    ),
]
START_SECONDS = 30.0
PATIENCE_MS = 10_000
QUIET_SECONDS = 5.0


@pytest.fixture(autouse=True)
def _own_blobs(blob_folder: Path, settings: object) -> None:
    """Share the blob store with the server, instead of one for each test."""
    settings.BLOB_ROOT = str(blob_folder)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def blob_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blobs")


@pytest.fixture(scope="session")
def _django_unblocked(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    # Playwright's loop runs in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def server(_django_unblocked: None, blob_folder: Path) -> Iterator[str]:
    """Run the product's server on the test database; its address."""
    port = _free_port()
    database = _url_of_test_database()
    environment = os.environ | {
        "DATABASE_URL": database,
        "MUHATAP_BLOBS": str(blob_folder),
        "MUHATAP_PUSHES_INSIDE": "yes",
    }
    command = [sys.executable, "-m", "uvicorn", "muhatap.config.asgi:application", "--port", str(port)]
    quiet = ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    process = subprocess.Popen([*command, *quiet], env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/static/web/mark.svg", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=services.CHROMIUM.path(), args=CHROMIUM_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def page(server: str, chromium: Browser, transactional_db: None, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser of somebody not signed in, on a desk's screen, in Turkish."""
    context = chromium.new_context(
        base_url=server,
        viewport={"width": 1440, "height": 900},
        locale="tr-TR",
        # A service worker would stand between a story and the answers it puts in the server's place.
        service_workers="allow" if request.node.get_closest_marker("installed") else "block",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults: list[str] = []
    traffic = Traffic(page)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if _is_fault(said.text) else None)
    yield page
    request.node.add_report_section("teardown", "what the page asked for last", traffic.told())
    leave(context)
    assert faults == [], "the page's own scripts or content policy failed"


@pytest.fixture
def desk(page: Page, elif_: Agent) -> Desk:
    """Elif's browser, signed in."""
    desk = Desk(page)
    desk.be(elif_)
    return desk


def leave(context: BrowserContext) -> None:
    """Close a browser without its last words, and let the server finish: the database is emptied next."""
    context.route("**/*", lambda route: route.abort())
    for page in context.pages:
        page.goto("about:blank")
    context.close()
    until, quiet = time.monotonic() + QUIET_SECONDS, 0
    while quiet < 3 and time.monotonic() < until:
        quiet = 0 if _is_server_at_work() else quiet + 1
        time.sleep(0.03)


def _is_server_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return bool(cursor.fetchone()[0])


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


def _url_of_test_database() -> str:
    # The name that pytest-django chose, on the server that the run started.
    name = str(connection.settings_dict["NAME"])
    before, _, rest = settings.DATABASE_URL.rpartition("/")
    return f"{before}/{name}" + (f"?{query}" if (query := rest.partition("?")[2]) else "")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer in time")
