"""`muhatap promises find`: JSON in, JSON out, no database."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import environment, muhatap

NOW = "2026-11-24T14:00:00+03:00"


def ask(asked: object, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    text = asked if isinstance(asked, str) else json.dumps(asked)
    return muhatap("promises", "find", env=environment(tmp_path / "none"), text=text)


def answer(asked: object, tmp_path: Path) -> Any:
    done = ask(asked, tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "none").exists()
    return json.loads(done.stdout)


def test_a_promise_is_printed_with_its_moment(tmp_path: Path) -> None:
    text = "Merhaba 😊, yarın 18.00'e kadar döneceğim. Cuma gününe dek iade edeceğiz."

    assert answer({"text": text, "lang": "tr", "now": NOW}, tmp_path) == [
        {
            "text": "yarın 18.00'e kadar döneceğim",
            "start": 11,
            "end": 40,
            "due_at": "2026-11-25T18:00:00+03:00",
            "due_on": None,
            "confidence": 0.95,
        },
        {
            "text": "Cuma gününe dek iade edeceğiz",
            "start": 42,
            "end": 71,
            "due_at": None,
            "due_on": "2026-11-27",
            "confidence": 0.95,
        },
    ]


def test_a_list_of_drafts_prints_a_list_of_lists(tmp_path: Path) -> None:
    drafts = [
        {"text": "I'll look into it.", "lang": "en", "now": NOW},
        {"text": "Teşekkürler.", "now": "2026-11-24T14:00"},
        {"text": "Yarın döneceğim.", "lang": None, "now": "2026-11-24"},
    ]

    found = answer(drafts, tmp_path)

    assert [[(each["due_at"], each["due_on"]) for each in one] for one in found] == [
        [(None, None)],
        [],
        [(None, "2026-11-25")],
    ]


def test_the_draft_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    file.write_text(json.dumps({"text": "Yarın döneceğim.", "now": NOW}), encoding="utf-8-sig")

    done = muhatap("promises", "find", str(file), env=environment(tmp_path / "none"))

    assert [each["due_on"] for each in json.loads(done.stdout)] == ["2026-11-25"]


@pytest.mark.parametrize(
    ("calendar", "text", "due"),
    [
        ({"weekly": {"mon": "09:00-18:00", "thu": "09:00-18:00"}}, "2 iş günü içinde döneceğiz.", "2026-11-30"),
        (
            {"weekly": {"Monday": ["10-12", "13-17"], "tuesday": "10:00-17:00"}},
            "Mesai bitimine kadar döneceğiz.",
            "17:00",
        ),
        ({"weekly": ["9-18", "9-16", "9-18", "9-18", "9-18", "", None]}, "Mesai bitimine kadar döneceğiz.", "16:00"),
        ({"weekly": [["09:00", "15:00"]] * 7}, "Mesai bitimine kadar döneceğiz.", "15:00"),
        ({"special": {"2026-11-25": ""}}, "1 iş günü içinde döneceğiz.", "2026-11-26"),
        ({"holidays": ["2026-11-25"]}, "1 iş günü içinde döneceğiz.", "2026-11-26"),
        ({"special": {"2026-11-24": "09:00-15:30"}}, "Mesai bitimine kadar döneceğiz.", "15:30"),
        ({"zone": "Europe/Berlin"}, "2 saat içinde döneceğiz.", "2026-11-24T14:00:00+01:00"),
        ({"zone": "UTC", "holidays": None}, "17:00'ye kadar döneceğiz.", "2026-11-24T17:00:00+00:00"),
        ({}, "2 iş günü içinde döneceğiz.", "2026-11-26"),
        (None, "2 iş günü içinde döneceğiz.", "2026-11-26"),
    ],
)
def test_the_shops_calendar_is_taken_as_it_is_written(calendar: object, text: str, due: str, tmp_path: Path) -> None:
    (found,) = answer({"text": text, "lang": "tr", "now": NOW, "calendar": calendar}, tmp_path)

    assert due in (found["due_at"] or found["due_on"])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("", "nothing to read"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('"draft"', "Give an object"),
        ({"lang": "tr"}, "“text”"),
        ({"text": 5}, "“text”"),
        ({"text": "a", "lang": 5}, "“lang”"),
        ({"text": "a", "now": "tomorrow"}, "“now”"),
        ({"text": "a", "now": 5}, "“now”"),
        ({"text": "a", "now": "0001-01-01T00:00:00+14:00"}, "“now”"),
        ({"text": "a", "calendar": "TR"}, "“calendar”"),
        ({"text": "a", "calendar": {"zone": "Mars/Olympus"}}, "“zone”"),
        ({"text": "a", "calendar": {"zone": "../../etc/passwd"}}, "“zone”"),
        ({"text": "a", "calendar": {"weekly": {"someday": "9-18"}}}, "someday"),
        ({"text": "a", "calendar": {"weekly": ["9-18"]}}, "seven"),
        ({"text": "a", "calendar": {"weekly": {"mon": "18-9"}}}, "18-9"),
        ({"text": "a", "calendar": {"weekly": {"mon": "9-12,11-18"}}}, "overlap"),
        ({"text": "a", "calendar": {"weekly": {"mon": 9}}}, "09:00-18:00"),
        ({"text": "a", "calendar": {"special": {"31.12.2026": ""}}}, "31.12.2026"),
        ({"text": "a", "calendar": {"holidays": "Mars"}}, "“holidays”"),
        ([{"text": "a"}, 5], "Give an object"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_wrong_usage(asked: object, sentence: str, tmp_path: Path) -> None:
    done = ask(asked, tmp_path)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
