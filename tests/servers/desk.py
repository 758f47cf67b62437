"""The desk's own processes, started as people start them, on the database of the test."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from django.db import connection

from tests.servers.ports import free_port, wait_for


def database_url() -> str:
    """Return the address of the database that this test uses."""
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={quote(str(settings['HOST']), safe='')}"


class Listener:
    """`muhatap mail listen`. Killed or stopped at the end of the block."""

    def __init__(self, *, home: Path, blobs: Path, database: str = "", **environment: str) -> None:
        self.lmtp_port, self.smtp_port = free_port(), free_port()
        self.environment = {
            **os.environ,
            "DATABASE_URL": database or database_url(),
            "MUHATAP_HOME": str(home),
            "MUHATAP_BLOBS": str(blobs),
            "MUHATAP_LMTP_PORT": str(self.lmtp_port),
            "MUHATAP_SMTP_PORT": str(self.smtp_port),
            **environment,
        }
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> "Listener":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "muhatap.cli.main", "mail", "listen"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        wait_for(self.lmtp_port, seconds=30)
        return self

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        self.lines.extend(line.rstrip() for line in process.stdout)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """End it as people do; return the seconds it took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return time.monotonic() - began

    @property
    def resident_megabytes(self) -> float:
        return self._megabytes("VmRSS:")

    @property
    def peak_megabytes(self) -> float:
        return self._megabytes("VmHWM:")

    def _megabytes(self, field: str) -> float:
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition(field)[2].split()[0]) / 1024

    def __enter__(self) -> "Listener":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if error is not None:
            print("\n".join(["the listener said:", *self.lines]))


class Worker:
    """`muhatap worker`: what was promised in a transaction is done by it. Killed at the end of the block."""

    def __init__(self, *, home: Path, blobs: Path, **environment: str) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "MUHATAP_HOME": str(home),
            "MUHATAP_BLOBS": str(blobs),
            **environment,
        }
        self.log = home / "worker.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "muhatap.cli.main", "worker"], env=self.environment, stdout=log, stderr=log
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()
        if error is not None:
            print(f"the worker said:\n{self.log.read_text(errors='replace')[-4000:]}")
