"""The doctor names what is wrong, says how to mend it, and leaves a healthy desk alone."""

import json
from pathlib import Path

import pytest

from muhatap.cli import doctor
from tests.cli.desk import Desk, cleaned_up, environment, muhatap


def findings(env: dict[str, str]) -> tuple[dict[str, dict[str, str]], int]:
    done = muhatap("doctor", "--json", env=env)
    assert done.stdout, done.stderr
    return {finding["about"]: finding for finding in json.loads(done.stdout)}, done.returncode


def test_before_the_first_start_nothing_is_made(tmp_path: Path) -> None:
    found, _ = findings(environment(tmp_path / "desk"))

    assert found["data folder"]["state"] == "note"
    assert found["database"]["state"] == "note"
    assert "none yet" in found["database"]["says"]
    assert not (tmp_path / "desk").exists()


def test_a_key_that_others_can_read_is_broken_and_says_the_remedy(tmp_path: Path) -> None:
    key = tmp_path / "secret-key"
    key.write_text("çok gizli\n")
    key.chmod(0o644)

    found, code = findings(environment(tmp_path))

    assert found["secret key"]["state"] == "broken"
    assert found["secret key"]["mend"] == f"Run: chmod 600 {key}"
    assert code == 1


def test_a_database_that_does_not_answer_is_broken(tmp_path: Path) -> None:
    found, code = findings(environment(tmp_path, DATABASE_URL="postgresql://muhatap@127.0.0.1:1/muhatap"))

    assert found["database"]["state"] == "broken"
    assert "Connection refused" in found["database"]["says"]
    assert code == 1


def test_a_wrong_setting_ends_the_examination_with_its_sentence(tmp_path: Path) -> None:
    found, code = findings({**environment(tmp_path), "MUHATAP_PORT": "0"})

    assert "MUHATAP_PORT is “0”" in found["settings"]["says"]
    assert code == 1


@pytest.mark.slow
def test_a_running_desk_is_well_and_one_without_tables_is_not(tmp_path: Path) -> None:
    empty, _ = findings(environment(tmp_path / "desk"))
    assert "tables" not in empty
    with cleaned_up(Desk(tmp_path / "desk")) as desk:
        desk.start()
        found, _ = findings(environment(desk.home, desk.port))
        states = {about: found[about]["state"] for about in ("data folder", "secret key", "port", "database", "tables")}
        assert states == dict.fromkeys(states, "ok")
        assert found["port"]["says"] == f"{desk.port} is taken by this desk"
        assert str(desk.processes()["web"]) in found["processes"]["says"]

        muhatap("manage", "migrate", "mail", "zero", env=environment(desk.home, desk.port))
        found, code = findings(environment(desk.home, desk.port))
        assert found["tables"]["state"] == "broken"
        assert found["tables"]["mend"] == "Run `muhatap manage migrate`."
        assert code == 1


@pytest.mark.django_db
def test_a_job_whose_worker_is_gone_is_named() -> None:
    from django.db import connection

    assert [finding.state for finding in doctor.jobs()] == ["ok"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'mail.deliver', 'doing')"
        )

    (finding,) = doctor.jobs()

    assert finding.state == "warning"
    assert finding.says.startswith("1 stuck half-way")
