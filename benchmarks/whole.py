"""The whole desk as `muhatap up` starts it: how long until the first page, and the memory of all its processes."""

import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from benchmarks import mails
from benchmarks.table import Figure
from muhatap.demo.seat import OWNER, PASSWORD

PATIENCE_SECONDS = 180.0
SETTLING_SECONDS = 15.0
BUSY_SECONDS = 15.0
READERS = 4


def run() -> Iterator[Figure]:
    home = Path(tempfile.mkdtemp(prefix="muhatap-bench-up-"))
    try:
        port = free_port()
        with up(home, port) as (desk, seconds):
            yield Figure("cold start: new data folder, demo loaded, to the first page", f"{seconds:.1f} s")
        with up(home, port) as (desk, seconds):
            bare = _bare_python()
            yield Figure(
                "warm start: to the first page",
                f"{seconds:.1f} s",
                f"Python that imports Django alone {bare:.1f} s",
                "< 5 s",
            )
            time.sleep(SETTLING_SECONDS)
            memory = _memory(desk.pid)
            parts = ", ".join(f"{name} {size:.0f}" for name, size in memory.items())
            yield Figure("memory of all processes, idle (PSS)", f"{sum(memory.values()):.0f} MB", parts, "≤ 350 MB")
            most, pages, stored = _busy(desk.pid, port)
            parts = ", ".join(f"{name} {size:.0f}" for name, size in most.items())
            yield Figure(
                f"memory of all processes, busy ({pages / BUSY_SECONDS:.0f} pages/s by {READERS} readers, "
                f"{stored / BUSY_SECONDS:.0f} mails/s by LMTP)",
                f"{sum(most.values()):.0f} MB",
                parts,
            )
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def up(home: Path, port: int) -> Iterator[tuple["subprocess.Popen[bytes]", float]]:
    """Start the desk; give it and the seconds until its sign-in page came."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MUHATAP_", "DJANGO_", "DATABASE_"))
    }
    environment |= {"MUHATAP_HOME": str(home), "MUHATAP_PORT": str(port)}
    began = time.monotonic()
    desk = subprocess.Popen(
        [sys.executable, "-m", "muhatap.cli.main", "up", "--no-browser"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if desk.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise RuntimeError("the desk did not start; run `muhatap up` to see why")
            time.sleep(0.02)
        yield desk, time.monotonic() - began
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(60)


def _answers(port: int) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/accounts/login/", timeout=10).status_code == 200
    return False


def _memory(pid: int) -> dict[str, float]:
    """Return the proportional set size of each kind of process under the desk, in MB."""
    sizes: dict[str, float] = {}
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with suppress(psutil.Error, OSError):
            name = _kind(process.cmdline())
            sizes[name] = sizes.get(name, 0.0) + _pss(process.pid)
    return sizes


def _kind(command: list[str]) -> str:
    if (command and command[0].startswith("postgres")) or "postgres" in Path(command[0] if command else "").name:
        return "postgres"
    known = [word for word in command if word in ("up", "web", "worker", "mail")]
    return known[0] if known else "other"


def _pss(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


def _busy(pid: int, port: int) -> tuple[dict[str, float], int, int]:
    """Read pages and deliver mails for a while; return the most memory seen, pages read and mails taken."""
    until = time.monotonic() + BUSY_SECONDS
    counts = {"pages": 0, "mails": 0}
    threads = [threading.Thread(target=_read, args=(port, until, counts)) for _ in range(READERS)]
    threads.append(threading.Thread(target=_deliver, args=(port, until, counts)))
    for thread in threads:
        thread.start()
    most: dict[str, float] = {}
    while any(thread.is_alive() for thread in threads):
        now = _memory(pid)
        if sum(now.values()) > sum(most.values()):
            most = now
        time.sleep(0.5)
    return most, counts["pages"], counts["mails"]


def _read(port: int, until: float, counts: dict[str, int]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=30) as client:
        page = client.get("/accounts/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"login": OWNER, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1) if token else ""}
        client.post("/accounts/login/", data=form, headers={"Referer": f"http://localhost:{port}/"})
        numbers = re.findall(r"/conversations/(\d+)/", client.get("/inbox/all/").text)
        while time.monotonic() < until:
            for path in (
                "/inbox/all/",
                f"/conversations/{numbers[counts['pages'] % len(numbers)]}/",
                "/search/?q=kargo",
            ):
                client.get(path).raise_for_status()
                counts["pages"] += 1


def _deliver(port: int, until: float, counts: dict[str, int]) -> None:
    first = int(time.time()) * 1000
    with smtplib.LMTP("127.0.0.1", port + 24) as line:
        while time.monotonic() < until:
            raw = mails.mail(first + counts["mails"], to="destek@carsi.example")
            line.sendmail("musteri@ornek.example", ["destek@carsi.example"], raw)
            counts["mails"] += 1


def _bare_python() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django.core.handlers.wsgi, django.db.models"], check=True)
    return time.monotonic() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port if port < 65_000 else 48_000
