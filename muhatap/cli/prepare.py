"""What `muhatap up` has done before the desk opens: tables brought up to date, the demo shop loaded once."""

import json
from pathlib import Path

import click

from muhatap.cli import demo as demo_shop
from muhatap.cli.django import ready
from muhatap.core import home

# What `muhatap up` looks for at the start of a line; no log line begins with it.
RESULT_MARK = "\x1e"
# "Muhatap": two nodes that start together must not both migrate.
MIGRATION_LOCK = 0x4D756861746170


@click.command(hidden=True)
@click.option("--demo/--no-demo", default=None)
def command(demo: bool | None) -> None:
    """Bring the database up to date; load the demo shop into an empty desk."""
    with ready():
        migrate()
        if _wants_demo(demo):
            demo_shop.load(say=click.echo)
        report()


def report() -> None:
    """Print the line that `muhatap up` reads: whether anything is left to prepare, and the demo's sign-in."""
    is_prepared = not missing_migrations() and not _wants_demo(None)
    sign_in = demo_shop.sign_in() if is_prepared else None
    click.echo(RESULT_MARK + json.dumps({"is_prepared": is_prepared, "sign_in": sign_in}))


def missing_migrations() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Apply what is missing; without anything missing this costs one query."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            missing = missing_migrations()
            if missing:
                click.echo(f"updating the database ({missing} steps)")
                call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _wants_demo(asked: bool | None) -> bool:
    """Decide once: the choice is kept, so that a desk started with --no-demo stays empty."""
    choice = home.folder() / "demo"
    if asked is None:
        asked = _read(choice) != "no"
    else:
        choice.write_text("yes\n" if asked else "no\n")
    return asked and demo_shop.is_empty()


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""
