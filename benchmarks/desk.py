"""The desk that is measured: a data folder and a PostgreSQL of its own, set as in use, kept for the next run."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import load
from muhatap.cli.postgres import SUPERUSER, Server
from muhatap.conversations import lexemes

LOADING = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "8GB",
    "autovacuum": "off", "shared_buffers": "512MB",
}  # fmt: skip


def folder() -> Path:
    """Return where the desks of the benchmark are kept: MUHATAP_BENCH_HOME, or a folder among the temporary ones."""
    given = os.environ.get("MUHATAP_BENCH_HOME")
    return Path(given) if given else Path(tempfile.gettempdir()) / f"muhatap-bench-{os.getuid()}"


@contextmanager
def running(conversations: int) -> Iterator[Server]:
    """Give a desk of this size with durable settings, loading it first when it is not there; Django speaks to it."""
    home = folder() / f"{conversations}-{_recipe()}"
    is_loaded = (home / "loaded").exists()
    if not is_loaded:
        _load(home, conversations)
    server = Server(home)
    server.start()
    try:
        use(server)
        _migrate()
        yield server
    finally:
        _let_go()
        server.stop()


def use(server: Server) -> None:
    """Point Django at this desk: set it up the first time, change the address of the database afterwards."""
    os.environ.update(
        MUHATAP_HOME=str(server.home), DATABASE_URL=server.url, DJANGO_SETTINGS_MODULE="muhatap.config.settings",
        MUHATAP_SECRET_KEY="only for measuring", MUHATAP_LOG_LEVEL="ERROR",
    )  # fmt: skip
    import django
    from django.apps import apps
    from django.conf import settings
    from django.db import connections

    from muhatap.config.database import database

    if not apps.ready:
        django.setup()
        return
    _let_go()
    settings.BLOB_ROOT = str(server.home / "blobs")
    fresh = database(server.url)
    connections["default"].settings_dict.update({key: fresh[key] for key in ("HOST", "PORT", "NAME", "USER")})


def _let_go() -> None:
    from django.db import connections

    connections["default"].close()
    if hasattr(connections["default"], "close_pool"):
        connections["default"].close_pool()


def _load(home: Path, conversations: int) -> None:
    server = Server(home, settings=LOADING)
    server.start()
    try:
        use(server)
        _migrate()
        _people_and_brands()
        _let_go()
        url = server.url.replace("postgresql://muhatap@", f"postgresql://{SUPERUSER}@")
        if conversations:
            seconds = load.load(url, conversations=conversations, now=datetime.now(UTC))
            print(f"loaded {conversations:,} conversations in {seconds:.0f} s", flush=True)
    finally:
        server.stop()
    (home / "loaded").touch()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _people_and_brands() -> None:
    from muhatap.conversations.models import Channel
    from muhatap.mail.models import Incoming, Mailbox
    from muhatap.team.models import Agent, Brand, Role

    roles = [Role.OWNER, Role.LEAD, Role.AGENT, Role.AGENT]
    for number, role in enumerate(roles, 1):
        Agent.objects.create_user(
            f"agent{number}@desk.example", "her-zaman-buradayiz", name=f"Agent {number}", role=role
        )
    for number in (1, 2):
        brand = Brand.objects.create(name=f"Marka {number}", slug=f"marka-{number}", undo_seconds=0)
        address = f"destek@marka{number}.example"
        channel = Channel.objects.create(brand=brand, kind="mail", name=address, address=address)
        Mailbox.objects.create(channel=channel, incoming=Incoming.PUSHED)


def _recipe() -> str:
    """Return a name for how desks are made now: another recipe, another desk."""
    parts = [load.__file__, load.wording.__file__, lexemes.__file__]
    return hashlib.sha256(b"".join(Path(part).read_bytes() for part in parts)).hexdigest()[:10]
