"""`muhatap doctor`: look at everything a set-up needs, and say in words what is wrong and how to mend it."""

import fcntl
import json
import os
import platform
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import click

from muhatap.cli import postgres, prepare, web
from muhatap.cli.django import NoDatabase, ready
from muhatap.core import home as places

PACKAGE = Path(__file__).resolve().parent.parent
LOW_BYTES = 2_000_000_000
FULL_BYTES = 200_000_000
STALLED_SECONDS = 60
# One line of the lock file: name, version, for whom.
LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; ([^\\\n]*))?", re.MULTILINE)
MARKS = {"ok": "✓", "note": "·", "warning": "!", "broken": "✗"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `state` is ok, note, warning (works, but look) or broken (mend it)."""

    about: str
    state: str
    says: str
    mend: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> None:
    """Say what is wrong with this set-up and how to mend it.

    Exit code 0: nothing is broken. 1: something is.
    """
    findings = list(examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.state]} {finding.about}: {finding.says}")
            if finding.mend:
                click.echo(f"    {finding.mend}")
        broken = sum(finding.state == "broken" for finding in findings)
        click.echo(f"\n{broken} to mend." if broken else "\nNothing is broken.")
    sys.exit(any(finding.state == "broken" for finding in findings))


def examine() -> Iterator[Finding]:
    """Look at everything, the groundwork first; what stands on something broken is not asked."""
    for check in (python, packages, assets, translations):
        yield from check()
    try:
        home = places.folder()
        places.port()
        places.given_database_url()
    except places.WrongSetting as wrong:
        yield Finding("settings", "broken", str(wrong))
        return
    yield from data_folder(home)
    if home.exists() and not is_writable(home):
        return
    yield from secret_key()
    runs = is_up(home)
    yield from port(runs=runs)
    yield from processes(home, runs=runs)
    yield from database(home)


def python() -> Iterator[Finding]:
    # Not checked by whoever put the files on the path by hand.
    if sys.version_info < (3, 11):  # noqa: UP036
        yield Finding("python", "broken", f"{platform.python_version()} is too old", "Install Python 3.11 or later.")
    else:
        yield Finding("python", "ok", platform.python_version())


def packages() -> Iterator[Finding]:
    """Compare what is installed with the lock file, where there is one (a clone, not an installed wheel)."""
    lock = PACKAGE.parent / "requirements-run.lock"
    if not lock.exists():
        return
    locked: dict[str, set[str]] = {}
    optional = set()
    # A package may be there twice, for older and newer Pythons, or be meant for other systems only.
    for name, version, marker in LOCKED.findall(lock.read_text()):
        locked.setdefault(name, set()).add(version)
        if marker:
            optional.add(name)
    wrong = []
    for name, versions in locked.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if name not in optional:
                wrong.append(f"{name} is missing")
            continue
        if installed not in versions:
            wrong.append(f"{name} is {installed} instead of {' or '.join(sorted(versions))}")
    if wrong:
        yield Finding("packages", "broken", "; ".join(wrong[:5]), "Run `make setup`.")
    else:
        yield Finding("packages", "ok", "as in the lock file")


def assets() -> Iterator[Finding]:
    if (PACKAGE / "web" / "static" / "built" / "manifest.json").exists():
        yield Finding("assets", "ok", "built")
    else:
        yield Finding("assets", "broken", "scripts and styles are not built", "Run `make assets`.")


def translations() -> Iterator[Finding]:
    sources = list(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"))
    old = [po for po in sources if not po.with_suffix(".mo").exists()]
    if old:
        where = ", ".join(sorted({po.relative_to(PACKAGE).parts[0] for po in old}))
        yield Finding("translations", "broken", f"not compiled in {where}", "Run `make setup`.")
    else:
        yield Finding("translations", "ok", "compiled")


def data_folder(home: Path) -> Iterator[Finding]:
    if not home.exists():
        yield Finding("data folder", "note", f"{home} does not exist yet; the first `muhatap up` makes it")
        return
    if not is_writable(home):
        yield Finding(
            "data folder",
            "broken",
            f"{home} cannot be written by this user",
            "Give it to the user who runs Muhatap (chown), or set MUHATAP_HOME to another folder.",
        )
        return
    free = shutil.disk_usage(home).free
    if free < LOW_BYTES:
        yield Finding(
            "data folder",
            "broken" if free < FULL_BYTES else "warning",
            f"only {free // 1_000_000} MB are free on the disk of {home}",
            "Make room; with a full disk no mail is taken in (it stays safe on its server).",
        )
    else:
        yield Finding("data folder", "ok", f"{home} ({free // 1_000_000_000} GB free)")


def is_writable(home: Path) -> bool:
    return home.is_dir() and os.access(home, os.R_OK | os.W_OK | os.X_OK)


def secret_key() -> Iterator[Finding]:
    file = places.secret_key_file()
    if os.environ.get("MUHATAP_SECRET_KEY"):
        yield Finding("secret key", "ok", "from MUHATAP_SECRET_KEY")
        return
    if not file.exists():
        yield Finding("secret key", "note", "not written yet; the first start does")
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        yield Finding("secret key", "broken", f"{file} can be read by others ({mode:o})", f"Run: chmod 600 {file}")
    elif not file.read_text().strip():
        yield Finding("secret key", "broken", f"{file} is empty", "Restore it from a backup; sealed passwords need it.")
    else:
        yield Finding("secret key", "ok", "readable by its owner alone")


def port(*, runs: bool) -> Iterator[Finding]:
    if runs:
        yield Finding("port", "ok", f"{places.port()} is taken by this desk")
        return
    try:
        web.listen().close()
    except web.PortTaken as taken:
        yield Finding("port", "broken", taken.message.partition(". ")[0] + ".", taken.message.partition(". ")[2])
    else:
        yield Finding("port", "ok", f"{places.port()} is free")


def processes(home: Path, *, runs: bool) -> Iterator[Finding]:
    if not runs:
        yield Finding("processes", "note", "the desk is not running; start it with `muhatap up`")
        return
    known: dict[str, int] = {}
    with suppress(OSError, ValueError):
        known = json.loads((home / "processes.json").read_text())
    expected = {"web", "worker", "mail"} | (set() if places.given_database_url() else {"postgres"})
    gone = sorted(name for name in expected & set(known) if not _is_alive(known[name]))
    if not gone and not expected <= set(known):
        yield Finding("processes", "note", "the desk is still starting")
    elif gone:
        yield Finding(
            "processes",
            "broken",
            f"{', '.join(gone)} not running",
            "`muhatap up` starts them again and says why they stop: look at its lines.",
        )
    else:
        yield Finding("processes", "ok", ", ".join(f"{name} {number}" for name, number in known.items()))


def database(home: Path) -> Iterator[Finding]:
    # A look must not make a database: without one, only the programs for it are examined.
    if not places.given_database_url() and not (home / "postgres" / "data").exists():
        try:
            found = postgres.Server(home).binaries
        except postgres.PostgresProblem as problem:
            yield Finding("database", "broken", str(problem))
        else:
            yield Finding(
                "database", "note", f"none yet; PostgreSQL {found.major} ({found.origin}) is there to make it"
            )
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(ready())
        except (postgres.PostgresProblem, NoDatabase) as problem:
            text = problem.message if isinstance(problem, NoDatabase) else str(problem)
            yield Finding("database", "broken", text.partition("\n")[0], "Check DATABASE_URL and PostgreSQL's own log.")
            return
        for check in (server, migrations, jobs, mailboxes, standing_still):
            yield from _guarded(check)


def server() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000")
        version, major = cursor.fetchone()
        cursor.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(postgres.EXTENSIONS)])
        missing = sorted(set(postgres.EXTENSIONS) - {name for (name,) in cursor.fetchall()})
    if major < postgres.OLDEST_MAJOR:
        yield Finding(
            "database", "broken", f"PostgreSQL {version} is too old", f"Use {postgres.OLDEST_MAJOR} or later."
        )
    elif missing:
        yield Finding(
            "database", "broken", f"it lacks {', '.join(missing)}", "Install postgresql-contrib on its server."
        )
    else:
        yield Finding("database", "ok", f"PostgreSQL {version}")


def migrations() -> Iterator[Finding]:
    missing = prepare.missing_migrations()
    if missing:
        yield Finding("tables", "broken", f"{missing} migrations are missing", "Run `muhatap manage migrate`.")
    else:
        yield Finding("tables", "ok", "up to date")


def jobs() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE status = 'doing' AND NOT EXISTS (
                       SELECT FROM procrastinate_workers worker WHERE worker.id = job.worker_id
                       AND worker.last_heartbeat > now() - make_interval(secs => %s))),
                   count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '5 min'),
                   count(*) FILTER (WHERE status = 'failed')
            FROM procrastinate_jobs job
            """,
            [STALLED_SECONDS],
        )
        stalled, late, failed = cursor.fetchone()
    if stalled or late:
        yield Finding(
            "jobs",
            "warning",
            f"{stalled} stuck half-way, {late} late by more than five minutes",
            "Start a worker (`muhatap up` or `muhatap worker`): it takes them up again by itself.",
        )
    elif failed:
        yield Finding("jobs", "warning", f"{failed} failed", "Their reasons are in the worker's log lines.")
    else:
        yield Finding("jobs", "ok", "none stuck")


def mailboxes() -> Iterator[Finding]:
    from muhatap.mail.models import Mailbox

    boxes = list(Mailbox.objects.select_related("channel").order_by("pk"))
    for box in boxes:
        if box.fetch_failing_since:
            yield _failing(f"mailbox {box.channel.name}", "fetching", str(box.fetch_failing_since), box.fetch_problem)
        if box.send_failing_since:
            yield _failing(f"mailbox {box.channel.name}", "sending", str(box.send_failing_since), box.send_problem)
    if not boxes:
        yield Finding("mailboxes", "note", "none set up yet; the desk's first steps do")
    elif not any(box.fetch_failing_since or box.send_failing_since for box in boxes):
        yield Finding("mailboxes", "ok", f"{len(boxes)} without trouble")


def standing_still() -> Iterator[Finding]:
    from django.utils import timezone, translation

    from muhatap.mail import health

    with translation.override("en"):
        sentences = health.alarms(timezone.now())
    for sentence in sentences:
        yield Finding("mail", "warning", sentence, "The daily mail check in the desk says more.")


def _failing(about: str, what: str, since: str, problem: str) -> Finding:
    mend = "Open Settings › Mailboxes and test the connection; nothing is lost meanwhile."
    return Finding(about, "broken", f"{what} fails since {since[:16]}: {problem}", mend)


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A table that is not there yet is a finding, not a fall."""
    from django.db import DatabaseError

    try:
        yield from check()
    except DatabaseError as error:
        reason = str(error).partition("\n")[0]
        yield Finding(check.__name__, "broken", f"could not be asked: {reason}", "Run `muhatap manage migrate`.")


def is_up(home: Path) -> bool:
    """Say whether `muhatap up` runs on this data folder: it holds the lock as long as it lives."""
    try:
        with (home / "up.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _is_alive(number: int) -> bool:
    if number <= 0:
        return False
    try:
        # The state is behind the name, which is in parentheses and may hold anything; a zombie no longer runs.
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
