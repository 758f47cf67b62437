"""`muhatap up` minds its children, ends with them, and leaves nothing behind."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.cli.desk import Desk, cleaned_up, environment, free_port, is_gone, muhatap, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with cleaned_up(Desk(tmp_path / "desk")) as desk:
        yield desk


def test_a_desk_comes_up_serves_a_page_and_stops_in_order(desk: Desk) -> None:
    desk.start()

    assert desk.page() == 200
    assert f"Muhatap is ready at http://localhost:{desk.port}/" in desk.said()
    family = desk.family()

    assert desk.stop(signal.SIGINT) == 0
    wait_until(lambda: all(is_gone(process) for process in family), seconds=5)
    assert "database system is shut down" in (desk.home / "postgres" / "log").read_text()
    assert not (desk.home / "processes.json").exists()
    assert not (desk.home / "postgres" / "data" / "postmaster.pid").exists()


@pytest.mark.slow
def test_a_second_up_in_the_same_folder_is_refused_in_a_sentence(desk: Desk) -> None:
    desk.start()

    second = muhatap("up", env=environment(desk.home))

    assert second.returncode == 1
    assert f"already runs on {desk.home} (process {desk.process.pid})" in second.stderr  # type: ignore[union-attr]
    assert desk.page() == 200


@pytest.mark.slow
@pytest.mark.parametrize("name", ["web", "worker", "mail", "postgres"])
def test_a_child_that_is_killed_is_started_again(name: str, desk: Desk) -> None:
    desk.start()
    before = desk.processes()[name]

    psutil.Process(before).kill()

    wait_until(lambda: desk.processes().get(name, before) != before)
    assert desk.page() == 200
    assert desk.is_running()
    assert psutil.pid_exists(desk.processes()[name])


@pytest.mark.slow
def test_killing_the_parent_leaves_no_orphan_and_no_damage(desk: Desk) -> None:
    desk.start()
    family = desk.family()
    assert len(family) > 5

    desk.stop(signal.SIGKILL)

    wait_until(lambda: all(is_gone(process) for process in family), seconds=15)
    desk.start()
    assert desk.page() == 200


@pytest.mark.slow
def test_everything_killed_at_once_as_by_a_power_cut_starts_again(desk: Desk) -> None:
    desk.start()
    family = desk.family()

    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()

    desk.process.wait(10)  # type: ignore[union-attr]
    wait_until(lambda: all(is_gone(process) for process in family), seconds=15)
    desk.start()
    assert desk.page() == 200


@pytest.mark.slow
def test_the_second_start_is_quick(desk: Desk) -> None:
    desk.start()
    desk.stop()

    desk.start()

    # Work, not time: the machine may be busy with others. Two cores do this in under three seconds.
    work = sum(sum(process.cpu_times()[:4]) for process in desk.family())
    assert work < 8


@pytest.mark.slow
def test_two_desks_run_side_by_side(desk: Desk, tmp_path: Path) -> None:
    desk.start()
    with cleaned_up(Desk(tmp_path / "other")) as other:
        other.start()

        assert (desk.page(), other.page()) == (200, 200)

        other.stop()
        assert desk.page() == 200


@pytest.mark.slow
def test_a_short_command_uses_the_running_database(desk: Desk) -> None:
    desk.start()
    server = desk.processes()["postgres"]

    done = muhatap("manage", "showmigrations", "core", env=environment(desk.home, desk.port))

    assert done.returncode == 0
    assert "[X] 0001_initial" in done.stdout
    assert desk.processes()["postgres"] == server


def test_a_taken_port_is_a_sentence_that_names_another(tmp_path: Path) -> None:
    port = free_port()
    taken = subprocess.Popen(
        ["python3", "-m", "http.server", "--bind", "127.0.0.1", str(port)], stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: any(line.laddr.port == port for line in psutil.Process(taken.pid).net_connections()))

        done = muhatap("up", env=environment(tmp_path / "desk", port))
    finally:
        taken.kill()
        taken.wait()

    assert done.returncode == 1
    assert f"port {port}: Address already in use" in done.stderr
    assert f"MUHATAP_PORT={port + 1}" in done.stderr


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://shop", "DATABASE_URL must begin with postgresql://"),
        ("postgresql://muhatap:parola@127.0.0.1:1/muhatap", "Connection refused"),
        ("postgresql://muhatap@/muhatap?host=/nowhere", "/nowhere/.s.PGSQL.5432"),
    ],
)
def test_a_wrong_database_address_is_a_sentence(address: str, sentence: str, tmp_path: Path) -> None:
    done = muhatap("up", env=environment(tmp_path / "desk", DATABASE_URL=address))

    assert done.returncode == 1
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "parola" not in done.stdout + done.stderr


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = muhatap("up", env=environment(tmp_path / "file" / "desk"))

    assert done.returncode == 1
    assert "Set MUHATAP_HOME to another" in done.stderr
