"""`muhatap up`: everything under one roof.

This process starts PostgreSQL, has the database prepared, starts web, worker and mail, and minds them: one
that dies is started again, Ctrl-C stops them in order, the database last. It imports neither Django nor a
database driver, so it stays small and nothing of the desk can take it down. When it is killed itself, the
kernel ends its children (`postgres.end_with_parent`): the database shuts down cleanly, the others stop at
once and lose nothing, because whatever they had promised is in the database.
"""

import fcntl
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click

from muhatap.cli import postgres
from muhatap.cli.prepare import RESULT_MARK
from muhatap.cli.web import GO_VARIABLE, SOCKET_VARIABLE, listen
from muhatap.core import home as places

TICK_SECONDS = 0.5
# A child that lived this long was well: its next fall is a new story, not the same one again.
WELL_AFTER_SECONDS = 30.0
HEAD_START_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0
STOP_SECONDS = 8.0
# glibc gives each thread a heap of its own and keeps what was freed there: a tenth of all memory of an idle desk.
SPARING = {"MALLOC_ARENA_MAX": "2"}


@click.command()
@click.option("--demo/--no-demo", default=None, help="Load the demo shop into an empty desk (the default), or not.")
@click.option("--browser/--no-browser", default=True, help="Open the desk in a browser when there is a screen.")
def command(demo: bool | None, browser: bool) -> None:
    """Start everything: database, desk, jobs and mail. Ctrl-C stops it."""
    Desk(home=places.folder(), wants_demo=demo, opens_browser=browser).run()


@dataclass
class Child:
    """One process of the desk, started again whenever it is gone."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    falls: int = 0
    rest: bytes = field(default=b"", repr=False)

    def pause(self) -> float:
        """Return the seconds to wait before the next start: none after a first fall, then doubling."""
        return 0.0 if self.falls <= 1 else min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (self.falls - 2))


class Desk:
    def __init__(self, *, home: Path, wants_demo: bool | None, opens_browser: bool) -> None:
        self.home = home
        self.wants_demo = wants_demo
        self.opens_browser = opens_browser
        self.children = [
            Child("web", ["web"]),
            Child("worker", ["worker"]),
            Child("mail", ["mail", "listen"]),
        ]
        self.server: postgres.Server | None = None
        self.listener: socket.socket | None = None
        self.environment = SPARING | os.environ
        self.selector = selectors.DefaultSelector()
        self.stops_asked = 0
        self.is_announced = False
        # What a child said in its marked line: `is_prepared`, `sign_in`.
        self.report: dict[str, Any] = {}

    def run(self) -> None:
        for way in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(way, self._ask_to_stop)
        with _only_one(self.home):
            try:
                self._start()
                while not self.stops_asked:
                    self._tick()
            except _Stopped:
                pass
            finally:
                self._stop()

    def _start(self) -> None:
        _say(f"Data folder: {self.home}")
        self.listener = listen()
        self._start_database()
        web = self.children[0]
        waiting, go = os.pipe()
        self._launch(web, waiting)
        os.close(waiting)
        if self.wants_demo is not None or not self._is_prepared(web):
            self._prepare()
        os.close(go)
        # The others may wait a little: the first page should not share the processor with them.
        for child in self.children[1:]:
            child.due_at = time.monotonic() + HEAD_START_SECONDS

    def _start_database(self) -> None:
        if places.given_database_url():
            _say("Database: the one in DATABASE_URL")
            return
        if not (self.home / "postgres" / "data").exists():
            _say("Database: preparing PostgreSQL for the first time")
        self.server = postgres.Server(self.home)
        patience = time.monotonic() + 30.0
        while True:
            try:
                self.server.start()
                break
            except postgres.AlreadyOwned:
                # A short command (`muhatap doctor`, a delivery) is about to finish with it.
                if self.stops_asked or time.monotonic() > patience:
                    raise
                time.sleep(0.1)
        self.environment["DATABASE_URL"] = self.server.url

    def _is_prepared(self, web: Child) -> bool:
        """Hear from the web process whether tables or the demo are missing; it looks before it opens."""
        while not self.report:
            if self.stops_asked:
                raise _Stopped
            self._listen_to_children()
            assert web.process is not None
            assert web.process.stdout is not None
            if web.process.poll() is not None and not self.report:
                self._read(web, web.process.stdout)
                raise click.ClickException("The desk could not be opened; the lines above say why.")
        return bool(self.report["is_prepared"])

    def _prepare(self) -> None:
        """Bring the tables up to date and load the demo shop the first time, in a process that ends again."""
        choice = {None: [], True: ["--demo"], False: ["--no-demo"]}[self.wants_demo]
        helper = Child("setup", ["prepare", *choice])
        self._launch(helper)
        while True:
            self._listen_to_children()
            self._reap(helper)
            if helper.process is None:
                break
            if self.stops_asked:
                helper.process.kill()
                raise _Stopped
        if helper.falls != 0:
            raise click.ClickException("The database could not be prepared; the lines above say why.")

    def _tick(self) -> None:
        self._listen_to_children()
        if self.server is not None and not self.server.is_alive():
            _say("PostgreSQL stopped; starting it again")
            self.server.restart()
            self._note_processes()
        for child in self.children:
            if self.stops_asked:
                return
            self._reap(child)
            if child.process is None and time.monotonic() >= child.due_at:
                self._launch(child)
        if not self.is_announced and self._desk_answers():
            self._announce()

    def _launch(self, child: Child, waiting: int | None = None) -> None:
        handles: dict[str, int] = {}
        if self.listener is not None and child.name == "web":
            handles[SOCKET_VARIABLE] = self.listener.fileno()
        if waiting is not None:
            handles[GO_VARIABLE] = waiting
        child.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "muhatap.cli.main", *child.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment | {name: str(handle) for name, handle in handles.items()},
            pass_fds=tuple(handles.values()),
            # Ctrl-C reaches this process alone; it stops the others in order.
            start_new_session=True,
            preexec_fn=postgres.end_with_parent(signal.SIGKILL),
        )
        child.started_at = time.monotonic()
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self.selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._note_processes()

    def _reap(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            return
        assert child.process.stdout is not None
        self._read(child, child.process.stdout)
        with suppress(KeyError):
            self.selector.unregister(child.process.stdout)
        child.process.stdout.close()
        code, child.process = child.process.returncode, None
        if child.name == "setup":
            child.falls = code
            return
        if time.monotonic() - child.started_at > WELL_AFTER_SECONDS:
            child.falls = 0
        child.falls += 1
        child.due_at = time.monotonic() + child.pause()
        how = f"was killed (signal {-code})" if code < 0 else f"stopped (exit code {code})"
        when = f"in {child.pause():.0f} s" if child.pause() >= 1 else "now"
        _say(f"{child.name} {how}; starting it again {when}")

    def _listen_to_children(self) -> None:
        for key, _ in self.selector.select(TICK_SECONDS):
            self._read(key.data, key.fileobj)  # type: ignore[arg-type]

    def _read(self, child: Child, pipe: IO[bytes]) -> None:
        while True:
            try:
                piece = os.read(pipe.fileno(), 65536)
            except BlockingIOError:
                return
            if not piece:
                # Its end is closed: without this, select() would wake at once, for ever, until it is reaped.
                with suppress(KeyError):
                    self.selector.unregister(pipe)
                if child.rest:
                    self._pass_on(child, child.rest)
                    child.rest = b""
                return
            *lines, child.rest = (child.rest + piece).split(b"\n")
            for line in lines:
                self._pass_on(child, line)

    def _pass_on(self, child: Child, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        if text.startswith(RESULT_MARK):
            self.report = json.loads(text.removeprefix(RESULT_MARK))
        elif text:
            _say(f"{child.name}: {text}")

    def _desk_answers(self) -> bool:
        assert self.listener is not None
        # The port is open from the start; the desk is up when somebody behind it says a word.
        with socket.socket(self.listener.family, socket.SOCK_STREAM) as probe, suppress(OSError):
            probe.settimeout(2.0)
            probe.connect(self.listener.getsockname())
            probe.sendall(b"HEAD /accounts/login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return probe.recv(5) == b"HTTP/"
        return False

    def _announce(self) -> None:
        self.is_announced = True
        for child in self.children:
            child.due_at = 0.0
        lines = [f"Muhatap is ready at {places.address()}"]
        sign_in = self.report.get("sign_in")
        if sign_in:
            lines.append(f"Sign in to the demo as {sign_in['email']} with password {sign_in['password']}")
        lines.append("Ctrl-C stops it.")
        _say("\n\n  " + "\n  ".join(lines) + "\n", stamp=False)
        if self.opens_browser and _has_screen():
            _open_browser(places.address())

    def _note_processes(self) -> None:
        """Write down who runs, for `muhatap doctor`."""
        running = {child.name: child.process.pid for child in self.children if child.process is not None}
        if self.server is not None and self.server.process is not None:
            running["postgres"] = self.server.process.pid
        with suppress(OSError):
            draft = self.home / "processes.json.new"
            draft.write_text(json.dumps({"up": os.getpid(), **running}) + "\n")
            draft.replace(self.home / "processes.json")

    def _ask_to_stop(self, way: int, frame: FrameType | None) -> None:
        self.stops_asked += 1

    def _stop(self) -> None:
        living = [child for child in self.children if child.process is not None]
        if living:
            _say("Stopping")
        for child in living:
            assert child.process is not None
            with suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        already_asked = self.stops_asked
        for child in living:
            assert child.process is not None
            while child.process.poll() is None:
                # Asked a second time, the person means now.
                if time.monotonic() > deadline or self.stops_asked > max(1, already_asked):
                    child.process.kill()
                    child.process.wait()
                self._listen_while_stopping()
        if self.listener is not None:
            self.listener.close()
        if self.server is not None:
            self.server.stop()
        with suppress(OSError):
            (self.home / "processes.json").unlink(missing_ok=True)
        if living:
            _say("Stopped")

    def _listen_while_stopping(self) -> None:
        for key, _ in self.selector.select(0.05):
            self._read(key.data, key.fileobj)  # type: ignore[arg-type]
        time.sleep(0.01)


class _Stopped(Exception):
    """Ctrl-C came before the desk was up."""


class _only_one:  # noqa: N801  (reads as a word in `with`)
    """Hold the data folder for this `muhatap up` alone."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lock: IO[str] | None = None

    def __enter__(self) -> None:
        try:
            places.make_private_folder(self.home)
            lock = (self.home / "up.lock").open("a+")
        except OSError as error:
            raise click.ClickException(
                f"The data folder {self.home} cannot be used: {error.strerror}. Set MUHATAP_HOME to another."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            number = lock.read().strip() or "unknown"
            raise click.ClickException(
                f"Muhatap already runs on {self.home} (process {number}). Stop that one first, or set MUHATAP_HOME "
                "and MUHATAP_PORT for a second desk beside it."
            ) from error
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self.lock = lock

    def __exit__(self, *_: object) -> None:
        assert self.lock is not None
        self.lock.close()


def _say(text: str, *, stamp: bool = True) -> None:
    # A closed terminal (or `| head`) must not stop the desk.
    with suppress(OSError, ValueError):
        print(f"{time.strftime('%H:%M:%S')} {text}" if stamp else text, flush=True)


def _has_screen() -> bool:
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_browser(address: str) -> None:
    opener = shutil.which("xdg-open") or shutil.which("open")
    if opener:
        with suppress(OSError):
            subprocess.Popen(  # noqa: S603
                [opener, address],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
