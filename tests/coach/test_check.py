"""A draft read as its reader will: findings, their places, their better sentences, LATTE and mood."""

from datetime import UTC, datetime

import pytest

from muhatap import coach
from muhatap.coach import Advice


def kinds(advice: Advice) -> list[str]:
    return [finding.kind for finding in advice.findings]


def test_the_better_sentence_fits_where_the_finding_stood() -> None:
    draft = "Yeni paket yola çıktı. Kargo firmasını aramanız gerekebilir."

    (found,) = coach.check(draft, lang="tr", channel="chat").findings

    assert (found.kind, found.text) == ("burden", "Kargo firmasını aramanız gerekebilir")
    assert draft[: found.start] + str(found.suggestion) + draft[found.end :] == (
        "Yeni paket yola çıktı. Kargo firmasını sizin için biz arıyoruz."
    )


@pytest.mark.parametrize(
    ("draft", "better"),
    [
        ("Bugün değişim yapamıyoruz.", "yapmak yerine size başka bir çözüm sunabiliriz"),
        ("Bugün iade edemeyiz.", "etmek yerine size başka bir çözüm sunabiliriz"),
        ("BUGÜN GÖNDEREMİYORUZ.", "GÖNDERMEK YERİNE SİZE BAŞKA BİR ÇÖZÜM SUNABİLİRİZ"),
    ],
)
def test_a_refusal_is_turned_with_its_own_verb(draft: str, better: str) -> None:
    found = next(each for each in coach.check(draft, lang="tr", channel="chat").findings if each.kind == "negative")

    assert found.suggestion == better


def test_places_are_code_points_also_behind_emoji_and_loose_accents() -> None:
    draft = "🎈🎈 s\u0327imdi: Talebiniz ilgili birime iletilmis\u0327tir."

    (found,) = coach.check(draft, lang="tr", channel="chat").findings

    assert found.text == draft[found.start : found.end]
    assert found.text.startswith("Talebiniz ilgili birime")


def test_words_of_others_are_left_alone() -> None:
    draft = (
        "> Kargo firmasını aramanız gerekir dediler\nSize “yapabileceğimiz bir şey yok” denmesine üzüldüm, çözüyorum."
    )

    assert coach.check(draft, lang="tr", channel="chat").findings == ()


def test_each_sentence_is_read_in_its_own_language() -> None:
    draft = "Talebiniz ilgili birime iletilmiştir. You will need to contact the carrier about this."

    assert set(kinds(coach.check(draft, lang="tr", channel="chat"))) == {"vague", "burden"}


def test_the_language_is_told_where_nobody_says_it() -> None:
    assert kinds(coach.check("You will need to contact the carrier.", channel="chat")) == ["burden"]
    assert kinds(coach.check("Kargo firmasını aramanız gerekir.", channel="chat", lang="de")) == ["burden"]


def test_a_team_says_not_here_and_adds_its_own() -> None:
    draft = "Kargo firmasını aramanız gerekebilir, mağduriyetinizi anlıyoruz."
    (burden,) = coach.check(draft, lang="tr", channel="chat").findings

    advice = coach.check(
        draft, lang="tr", channel="chat", silenced={burden.rule},
        own_phrases=[("mağduriyet", "Bizde böyle demeyiz.", "yaşadığınız sorunu")],
    )  # fmt: skip

    (own,) = advice.findings
    assert (own.kind, own.text, own.why, own.suggestion) == (
        "tone", "mağduriyetinizi", "Bizde böyle demeyiz.", "yaşadığınız sorunu",
    )  # fmt: skip


def test_reasons_are_told_in_the_language_of_the_desk() -> None:
    draft = "Kargo firmasını aramanız gerekebilir."

    in_turkish = coach.check(draft, lang="tr", channel="chat").findings[0].why
    in_english = coach.check(draft, lang="tr", channel="chat", ui="en").findings[0].why

    assert "müşteri" in in_turkish
    assert "customer" in in_english


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ("Merhaba, 0532 417 22 90 numaranızdan aradık.", "0532 417 22 90"),
        ("İadeniz TR33 0006 1005 1978 6457 8413 26 hesabına geçti.", "TR33 0006 1005 1978 6457 8413 26"),
        ("Kimlik numaranız 10000000146 kayıtlı.", "10000000146"),
        ("Kartınız 4111 1111 1111 1111 ile ödendi.", "4111 1111 1111 1111"),
        ("Size zeynep@posta.example adresinden yazdık.", "zeynep@posta.example"),
        ("Merhaba Zeynep Arslan, 48213 numaralı siparişiniz yolda.", "Zeynep Arslan, 48213 numaralı siparişiniz"),
    ],
)
def test_personal_data_stops_a_public_reply_and_no_other(draft: str, text: str) -> None:
    public = coach.check(draft, lang="tr", channel="twitter")

    (found,) = [each for each in public.findings if each.kind == "personal_data"]
    assert (found.text, found.blocks, public.blocks) == (text, True, True)
    assert not coach.check(draft, lang="tr", channel="email").blocks


@pytest.mark.parametrize(
    "draft",
    [
        "8812 numaralı siparişiniz yolda.",
        "10000000145 numaralı gönderi yolda.",
        "Kartınız 4111 1111 1111 1112 ile ödendi.",
        "Bize 0850 222 00 00'dan ulaşabilirsiniz.",
        "destek@dukkan.example adresinden yazabilirsiniz.",
        "Bağdat Caddesi mağazamız açık.",
    ],
)
def test_numbers_that_are_nobodys_do_not_stop_a_reply(draft: str) -> None:
    assert not coach.check(draft, lang="tr", channel="public").blocks


@pytest.mark.parametrize(
    ("customer", "mood", "urgent"),
    [
        ("Rezalet bir firma!", "angry", False),
        ("Fincan kırık çıktı.", "worried", False),
        ("Çok teşekkür ederim, bayıldım.", "thankful", False),
        ("Bu elbisenin M bedeni var mı?", "calm", False),
        ("Faturamı acil gönderir misiniz?", "calm", True),
        ("Neden aramıyorsunuz?", "angry", False),
        ("Yurt dışına göndermiyor musunuz?", "calm", False),
        ("Paket gelmedi. Evdeydim!", "angry", False),
        ("Paket gelmedi.", "worried", False),
        ("Uçağım cuma, valizi o güne kadar alır mıyım?", "worried", True),
        ("Düğün fotoğraflarımız çok güzel, sağ olun.", "thankful", False),
    ],
)
def test_the_mood_is_read_from_the_customers_words(customer: str, mood: str, urgent: bool) -> None:
    felt = coach.check("Merhaba", lang="tr", customer=customer).mood

    assert (felt.mood, felt.urgent) == (mood, urgent)
    assert all(word in customer for word in felt.words)


def test_the_five_marks_of_latte() -> None:
    latte = coach.check(
        "Merhaba Zeynep Hanım, haklısınız; söylediğimiz günde gelmedi, özür dilerim. Gecikme şubedeki yoğunluktan "
        "kaynaklandı. Yeni bir paketi bugün yola çıkardım. Sabrınız için teşekkür ederim.",
        lang="tr", customer="Siparişim hâlâ gelmedi!",
    ).latte  # fmt: skip

    assert (latte.listen, latte.acknowledge, latte.act, latte.thank, latte.explain) == (True,) * 5


def test_promises_are_found_with_the_clock() -> None:
    advice = coach.check("Yarın 18.00'e kadar size yazacağım.", lang="tr", now=datetime(2026, 11, 23, 7, tzinfo=UTC))

    (promise,) = advice.promises
    assert promise.due_at == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert coach.check("Yarın 18.00'e kadar size yazacağım.", lang="tr").promises == ()


@pytest.mark.parametrize(
    ("customer", "draft", "is_open"),
    [
        ("A rail is missing. And why was my coupon refused?", "Sorry about the rail, a new one left today.", True),
        ("A rail is missing. And why was my coupon refused?", "A new rail left today. The coupon ran out.", False),
        ("which size for 8 kilos, which size is it?", "Our harnesses are made of soft leather.", True),
        ("Which size for 8 kilos?", "That's an M.", False),
    ],
)
def test_a_second_question_or_a_size_is_not_passed_over(customer: str, draft: str, is_open: bool) -> None:
    kinds = {found.kind for found in coach.check(draft, lang="en", channel="chat", customer=customer).findings}

    assert ("unanswered_question" in kinds) == is_open


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("Kampanya batching'e kapalı.", ["batching"]),
        ("Siparişiniz re-route bekliyor.", ["re-route"]),
        ("Adresinize bir e-mail attım, linki orada.", []),
        ("Samsung'un kutusu yolda.", []),
        ("siparişiniz corolla'nıza uyar, bugün çıkıyor", []),
    ],
)
def test_untranslated_words_of_our_systems_are_seen_and_names_are_not(draft: str, words: list[str]) -> None:
    found = coach.check(draft, lang="tr", channel="chat").findings

    assert [each.text for each in found if each.kind == "jargon"] == words


def test_what_customers_call_it_is_no_jargon() -> None:
    assert not coach.check("Kampanya batching'e kapalı.", lang="tr", channel="chat", customer="batching nedir").findings


@pytest.mark.parametrize(
    ("draft", "blocks"),
    [
        ("Kartınız son kullanma 09/28 görünüyor.", True),
        ("Bayimiz: Kıbrıs Caddesi 88, telefonu 0232 330 14 25.", False),
        ("Adresiniz Kıbrıs Caddesi 88.", True),
    ],
)
def test_where_a_shop_of_ours_is_everyone_may_know(draft: str, blocks: bool) -> None:
    assert coach.check(draft, lang="tr", channel="public").blocks == blocks


def test_what_is_left_to_the_customer_is_no_deed() -> None:
    advice = coach.check("Bankanızı arayın, tutarı iade ettik.", lang="tr", customer="param nerede, kaç gündür yok")

    assert not advice.latte.act
