"""The two lock files agree: what runs the desk is a part of what it was tested with."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def locked(name: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==[^\s;]+", (ROOT / name).read_text(), re.MULTILINE))


def test_what_runs_the_desk_is_what_was_tested() -> None:
    assert locked("requirements-run.lock") - locked("requirements.lock") == set()


def test_every_dependency_is_locked() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[\w.-]+", line)[0].lower() for line in wanted}  # type: ignore[index]

    assert names - {pin.partition("==")[0] for pin in locked("requirements-run.lock")} == set()
