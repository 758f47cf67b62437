"""A wrong setting is explained at start: which one, and what to write instead."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks

from muhatap.config import checks


def ids(findings: Iterable[CheckMessage]) -> list[str]:
    return [str(finding.id) for finding in findings]


def test_the_settings_of_the_tests_are_right(db: None) -> None:
    assert ids(run_checks()) == []


@pytest.mark.parametrize(
    ("url", "hosts", "found"),
    [
        ("https://desk.example.com", ["desk.example.com"], []),
        ("http://localhost:8000", ["*"], []),
        ("http://[::1]:8000", ["*"], []),
        ("desk.example.com", ["*"], ["muhatap.E001"]),
        ("ftp://desk.example.com", ["*"], ["muhatap.E001"]),
        ("https://", ["*"], ["muhatap.E001"]),
        ("https://example.com/desk", ["example.com"], ["muhatap.E002"]),
        ("http://desk.example.com", ["*"], ["muhatap.W003"]),
        ("https://desk.example.com", ["*"], ["muhatap.W004"]),
    ],
)
def test_the_address_of_the_desk(url: str, hosts: list[str], found: list[str], settings: Any) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = url, hosts

    findings = list(checks.addresses())

    assert ids(findings) == found
    assert all(finding.hint for finding in findings)


def test_a_short_key_is_refused_where_others_can_come(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUHATAP_SECRET_KEY", "kısa")

    settings.IS_SECURE = False
    assert ids(checks.secret_key()) == []
    settings.IS_SECURE = True
    assert ids(checks.secret_key()) == ["muhatap.E005"]


def test_blobs_need_a_folder_that_can_be_written(tmp_path: Path, settings: Any) -> None:
    settings.BLOB_ROOT = tmp_path / "not" / "yet" / "made"
    assert ids(checks.blob_folder()) == []

    file = tmp_path / "file"
    file.touch()
    settings.BLOB_ROOT = file
    assert ids(checks.blob_folder()) == ["muhatap.E006"]
    settings.BLOB_ROOT = file / "below"
    assert ids(checks.blob_folder()) == ["muhatap.E006"]


@pytest.mark.parametrize(("level", "found"), [("INFO", []), ("DEBUG", []), ("loud", ["muhatap.E007"])])
def test_the_log_level(level: str, found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUHATAP_LOG_LEVEL", level)

    assert ids(checks.log_level()) == found
