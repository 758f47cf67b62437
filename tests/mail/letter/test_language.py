"""The language of a letter, also of two words without their letters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from muhatap.mail.letter import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Merhaba, siparişim nerede? Üç gündür bekliyorum.", "tr"),
        ("siparisim nerede", "tr"),
        ("kargom nerede kaldi", "tr"),
        ("iade etmek istiyorum", "tr"),
        ("urun elime hasarli ulasti degisim yapabilir miyim", "tr"),
        ("Slm kolay gelsin", "tr"),
        ("KARGOM GELMEDI", "tr"),
        ("İADE TALEBİ", "tr"),
        ("tesekkurler", "tr"),
        ("Hello, where is my order?", "en"),
        ("thanks", "en"),
        ("Please cancel my order, it still has not arrived.", "en"),
        ("Wo ist meine Bestellung? Ich warte seit zwei Wochen.", "de"),
        ("Où est ma commande ?", "fr"),
        ("أين طلبي", "ar"),
        ("Где мой заказ?", "ru"),
        ("12345", ""),
        ("", ""),
        ("https://ornek.com/siparis/12", ""),
    ],
)
def test_a_few_words_tell_the_language(text: str, expected: str) -> None:
    assert language.detect(text) == expected


def test_the_subject_helps_a_short_letter() -> None:
    assert language.detect("ok", subject="Siparişim hâlâ gelmedi") == "tr"


def test_importing_loads_no_model() -> None:
    code = "import sys, muhatap.mail.letter.language; sys.exit('lingua' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
