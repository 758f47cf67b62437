"""The command line: help that helps, errors that are sentences, small commands that stay small."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import environment, muhatap

COMMANDS = ["up", "web", "worker", "mail", "coach", "promises", "import", "demo", "doctor", "manage"]


def test_help_lists_every_command_and_the_environment(tmp_path: Path) -> None:
    done = muhatap("--help", env=environment(tmp_path))

    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed[: len(COMMANDS)] == COMMANDS
    for name in ("MUHATAP_HOME", "MUHATAP_PORT", "MUHATAP_HOST", "DATABASE_URL"):
        assert name in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ["up"],
        ["web"],
        ["worker"],
        ["mail"],
        ["mail", "parse"],
        ["coach", "check"],
        ["promises", "find"],
        ["demo"],
        ["doctor"],
    ],
)
def test_each_command_explains_itself_without_a_database(command: list[str], tmp_path: Path) -> None:
    done = muhatap(*command, "--help", env=environment(tmp_path / "none"))

    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ")
    assert not (tmp_path / "none").exists()


def test_a_misspelt_command_is_wrong_usage(tmp_path: Path) -> None:
    done = muhatap("maill", env=environment(tmp_path))

    assert done.returncode == 2
    assert "maill" in done.stderr


def test_a_wrong_port_is_a_sentence(tmp_path: Path) -> None:
    done = muhatap("up", env={**environment(tmp_path), "MUHATAP_PORT": "sekiz bin"})

    assert done.returncode == 1
    assert done.stderr == "MUHATAP_PORT is “sekiz bin”, which is not a port. Use a number from 1 to 65535.\n"


MAIL = """\
From: =?utf-8?q?Zeynep_Y=C4=B1ld=C4=B1z?= <zeynep@example.com>
To: destek@example.com
Subject: Kargom nerede
Message-ID: <1@example.com>
Content-Type: text/plain; charset=utf-8

Merhaba, kargom nerede?
"""


def test_one_message_is_read_from_standard_input_without_a_database(tmp_path: Path) -> None:
    done = muhatap("mail", "parse", "--json", "-", env=environment(tmp_path / "none"), text=MAIL)

    assert done.returncode == 0, done.stderr
    letter = json.loads(done.stdout)
    assert letter["from"] == {"name": "Zeynep Yıldız", "address": "zeynep@example.com"}
    assert letter["visible_text"].strip() == "Merhaba, kargom nerede?"
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    done = muhatap("mail", "parse", str(tmp_path / "none.eml"), env=environment(tmp_path))

    assert done.returncode == 2
    assert "none.eml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["muhatap.cli.up", "muhatap.cli.main", "muhatap.mail.letter.parse"])
def test_small_things_do_not_load_django_or_a_driver(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'django', 'psycopg', 'uvicorn'}} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
