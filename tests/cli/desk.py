"""A desk of its own folder and port, started as people start it, for the tests that kill it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MUHATAP_SECRET_KEY", "MUHATAP_HOME", "MUHATAP_PORT")


class Desk:
    def __init__(self, home: Path, *, port: int | None = None) -> None:
        self.home = home
        self.port = port or free_port()
        self.log = home.with_name(f"{home.name}.log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> float:
        """Start and wait until the desk says that it is ready. Returns the seconds that took."""
        if not (self.home / "demo").exists():
            arguments = ("--no-demo", *arguments)
        began = time.monotonic()
        already = self.said().count("is ready")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "muhatap.cli.main", "up", *arguments],
                env=environment(self.home, self.port),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.said().count("is ready") > already or not self.is_running(), seconds=90)
        assert self.is_running(), self.said()
        took = time.monotonic() - began
        wait_until(lambda: {"postgres", "web", "worker", "mail"} <= set(self.processes()), seconds=30)
        return took

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def processes(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.home / "processes.json").read_text())
        return found

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def page(self) -> int:
        """Ask for the sign-in page; the answer's status."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(b"GET /accounts/login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return int(line.makefile("rb").readline().split()[1])

    def stop(self, way: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(way)
        return self.process.wait(30)


@contextmanager
def cleaned_up(desk: Desk) -> Iterator[Desk]:
    try:
        yield desk
    finally:
        if desk.is_running():
            desk.stop()


def environment(home: Path, port: int | None = None, **more: str) -> dict[str, str]:
    """Return this process's environment without the test run's own database."""
    ours = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**ours, "MUHATAP_HOME": str(home), "MUHATAP_PORT": str(port or free_port()), "CI": "true", **more}


def muhatap(*arguments: str, env: Mapping[str, str], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "muhatap.cli.main", *arguments]
    return subprocess.run(command, env=dict(env), input=text, capture_output=True, text=True, timeout=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def is_gone(process: psutil.Process) -> bool:
    # Nobody may be there to collect an exit code (a container whose first process does not): a zombie holds
    # nothing.
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(is_so: Callable[[], bool], *, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
