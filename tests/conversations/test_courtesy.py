"""Which messages are only courtesy. Whoever asks for anything at all must be heard."""

import pytest

from muhatap.conversations import courtesy
from muhatap.conversations.courtesy import Courtesy

THANKS, ASSENT = Courtesy.THANKS, Courtesy.ASSENT
NAMES = ["Zeynep Aksoy", "Elif Kaya"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("teşekkürler", THANKS),
        ("Teşekkürler!", THANKS),
        ("TEŞEKKÜR EDERİM", THANKS),
        ("çok teşekkür ederim 🙏", THANKS),
        ("tesekkurler", THANKS),
        ("tşk", THANKS),
        ("Çok sağ olun, iyi çalışmalar.", THANKS),
        ("sağolun", THANKS),
        ("Merhaba,\n\nİlginiz için çok teşekkür ederim.\n\nİyi günler,\nZeynep", THANKS),
        ("Teşekkürler Elif Hanım", THANKS),
        ("Elinize sağlık, harikasınız 😊", THANKS),
        ("Allah razı olsun", THANKS),
        ("🙏", THANKS),
        ("❤️", THANKS),
        ("🙏🏽 teşekkürler", THANKS),
        ("thanks a lot", THANKS),
        ("Thank you so much for your help! :)", THANKS),
        ("Many thanks,\nKind regards,\nZeynep Aksoy", THANKS),
        ("thx", THANKS),
        ("Perfect, thank you!", THANKS),
        ("tamam", ASSENT),
        ("Tamamdır, teşekkürler", ASSENT),
        ("Tamam, çok sağ olun", ASSENT),
        ("ok thanks", ASSENT),
        ("👍", ASSENT),
        ("👍🏻", ASSENT),
        ("Got it, thank you", ASSENT),
    ],
)
def test_courtesy_is_recognised(text: str, kind: Courtesy) -> None:
    assert courtesy.of(text, names=NAMES) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Teşekkürler, peki iade ne zaman yatar?",
        "Teşekkürler ama paket hâlâ gelmedi",
        "teşekkürler?",
        "Şimdiden teşekkürler",
        "Thanks in advance",
        "Teşekkürler, 8812 numaralı sipariş de gelmedi",
        "tamam değil",
        "Tamam, iade edin lütfen",
        "no thanks",
        "thanks for nothing",
        "thank you, but it is broken",
        "thanks, when will it arrive",
        "Teşekkürler 😡",
        "iyi günler",
        "Zeynep",
        "Merhaba",
        "harika",
        "Teşekkürler https://example.com/kargo",
        "teşekkürler " * 40,
        "Teşekkürler, bir de adresi değiştirin",
        "Yazık, teşekkürler",
        "👎",
        "Teşekkürler Murat",
    ],
)
def test_anything_more_is_a_message(text: str) -> None:
    assert courtesy.of(text, names=NAMES) is None
