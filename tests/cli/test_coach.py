"""`muhatap coach check`: one JSON object in, one out; wrong input is a sentence and exit code 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "muhatap.cli.main", "coach", "check", *arguments],
        input=text, capture_output=True, text=True, check=False,
        env={"PATH": "", "DATABASE_URL": "postgres://nowhere.invalid/none", "MUHATAP_HOME": "/nonexistent"},
    )  # fmt: skip


def test_a_draft_is_read_without_database_and_folder(tmp_path: Path) -> None:
    asked = {
        "lang": "tr", "channel": "email", "customer": "Siparişim hâlâ gelmedi!", "brand_voice": "warm",
        "now": "2026-11-23T10:00:00+03:00",
        "draft": "Merhaba Zeynep Hanım, yarın 18.00'e kadar yazacağım. Kargo firmasını aramanız gerekebilir. Sevgiler",
    }  # fmt: skip

    done = run(json.dumps(asked))

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert list(said) == ["findings", "latte", "mood", "promises"]
    assert said["findings"] == [
        {
            "kind": "burden", "start": 53, "end": 89, "text": "Kargo firmasını aramanız gerekebilir",
            "why": "Bu arama müşteriye kalıyor; siz üstlenirseniz içi rahat eder.",
            "suggestion": "Kargo firmasını sizin için biz arıyoruz",
        }
    ]  # fmt: skip
    # To write again is no deed while the call itself is left to the customer.
    assert said["latte"] == {"listen": False, "acknowledge": False, "act": False, "thank": False, "explain": True}
    assert said["mood"] == {"mood": "angry", "urgent": True, "words": ["hâlâ gelmedi"]}
    assert [promise["due_at"] for promise in said["promises"]] == ["2026-11-24T18:00:00+03:00"]

    (tmp_path / "draft.json").write_text(json.dumps(asked))
    assert run("", str(tmp_path / "draft.json")).stdout == done.stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'one JSON object with the key "draft"'),
        ("{}", '"draft" is missing'),
        ('{"draft": 3}', '"draft" is missing'),
        ('{"draft": "a", "lang": 3}', '"lang" is to be a text'),
        ('{"draft": "a", "customer": []}', '"customer" is to be a text'),
        ('{"draft": "a", "brand_voice": 3}', '"brand_voice" is to be'),
        ('{"draft": "a", "now": "tomorrow"}', '"now" is to be a moment'),
    ],
)
def test_wrong_input_is_a_sentence(text: str, sentence: str) -> None:
    done = run(text)

    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
