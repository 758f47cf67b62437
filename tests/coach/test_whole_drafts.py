"""What a whole draft lacks: a next step, a closing, an answer; what is too much at once; what is off in tone."""

import pytest

from muhatap import coach

CASES = [
    ("chat", "fincan kırık çıktı", "Kutunun kırık gelmesi gerçekten üzücü, kusura bakmayın.", {"empty_apology"}),
    ("chat", "fincan kırık çıktı", "Çok üzüldük, kusura bakmayın. Yenisini bugün yola çıkarıyoruz.", set()),
    ("chat", "ekran açılmıyor", "Ekranın açılmadığını gördük, anlıyoruz sizi.", {"no_next_step"}),
    ("chat", "ekran açılmıyor", "Ekranın açılmadığını gördük. Saat 15.00'te düzeltiyoruz.", set()),
    ("email", "Faturamı gönderir misiniz?", "Merhaba Ebru Hanım,\n\nFaturanız ektedir.", {"missing_closing"}),
    ("email", "Faturamı gönderir misiniz?", "Merhaba Ebru Hanım,\n\nFaturanız ektedir.\n\nSevgiler,\nOnur", set()),
    ("chat", "Ne zaman gelir?", "Siparişiniz depomuzda hazırlanmaktadır.", {"unanswered_question"}),
    ("chat", "Ne zaman gelir?", "Siparişiniz yarın kapınızda.", set()),
    (
        "chat", "Nasıl iade ederim?",
        "Hesabınıza girip siparişi seçip iade kodunu alıp ürünü paketleyip şubeye bırakıp fişi saklayın.",
        {"unclear_steps"},
    ),
    ("chat", "", "Siparişin yolda, size kodu göndereceğim; sana iyi günler.", {"tone"}),
    ("chat", "Rezalet bir firma!", "Paketinizi bugün yolluyorum, yarın kapınızda 🎉🎉", {"tone"}),
    ("chat", "", "Paketinizi bugün yolluyorum, yarın kapınızda 🎉", set()),
]  # fmt: skip


@pytest.mark.parametrize(("channel", "customer", "draft", "expected"), CASES)
def test_what_a_whole_draft_lacks(channel: str, customer: str, draft: str, expected: set[str]) -> None:
    advice = coach.check(draft, lang="tr", channel=channel, customer=customer)

    assert {found.kind for found in advice.findings} == expected


def test_a_long_block_is_better_in_paragraphs() -> None:
    sentences = ["Paketiniz depomuzdan çıktı ve şubeye doğru yola koyuldu, akşam sizin mahallenizde olacak."] * 7

    block = coach.check(" ".join(sentences), lang="tr", channel="email").findings
    parted = coach.check("\n\n".join(sentences), lang="tr", channel="email").findings

    assert "wall_of_text" in {found.kind for found in block}
    assert "wall_of_text" not in {found.kind for found in parted}


@pytest.mark.parametrize("voice", ["formal", "resmi", {"formality": "formal"}, {"formality": "formal", "avoid": []}])
def test_a_formal_voice_takes_no_emoji(voice: object) -> None:
    advice = coach.check("Siparişiniz yolda 🎉", lang="tr", channel="chat", voice=voice)  # type: ignore[arg-type]

    assert [(found.kind, found.text) for found in advice.findings] == [("tone", "🎉")]


def test_a_brand_avoids_its_words_in_every_form() -> None:
    advice = coach.check(
        "Prosedürümüze baktık, iadeniz yolda.", lang="tr", channel="chat", voice={"avoid": ["prosedür", 3, ""]}
    )

    assert [(found.kind, found.text) for found in advice.findings] == [("tone", "Prosedürümüze")]
