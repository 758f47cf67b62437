"""The list of reasons looked over: names, overlaps, catch-alls, what is unused, too much, or unanswered."""

import pytest

from muhatap.causes.thinking import Act, Confusion, Finding, Group, Kind, Use, lint, reads_as_why

# Names of things and of departments.
WHAT = {
    "tr": """Kargo|Kargo sorunu|Kargo sorunları|İade|İade talebi|Ödeme problemi|Fatura|Ürün hakkında|Diğer|Genel
        |Müşteri hizmetleri|Sipariş iptali|Teslimat|Ürün kalitesi|İndirim kodu|Bilgi talebi|Şikâyet|Kargo takibi
        |Ayakkabı|Adres değişikliği|Stok durumu|Taksit seçenekleri|KARGO|kargo ile ilgili|Üyelik işlemleri|Diğer konular
        |Beden|Kargo ücreti|İade adresi|Hediye çeki|Ürün fiyatı|sikayet|urun sorunu|Teslimat problemi|Site hatası""",
    "en": """Shipping|Shipping issue|Delivery problem|Returns|Return request|Payment problems|Billing|Other
        |General inquiry|Order tracking|Product question|Account|Complaint|Refunds|Website|Technical support|Size|Misc
        |Order status|Packaging|Customer service|Product quality|Address change|Gift cards|Invoice request
        |Shoes|Cancellation""",
}
# Names that somebody could act on.
WHY = {
    "tr": """Kargo şubede bekletiyor|Kargo söylenen günde gelmedi|Beden beklediğinden küçük geldi|Ürün kırık geldi
        |Kupon çalışmıyor|İade parası geç yatıyor|Kartından iki kez çekildi|Siparişim nerede|Yanlış ürün gönderildi
        |Teslim edildi görünüyor, gelmedi|Şifresini unuttu|Adresini değiştirmek istiyor|Eksik ürün çıktı|Kargo gecikti
        |Fatura gelmemesi|Hangi bedeni alacağını bilemiyor|İndirim sepete yansımadı|Ürün fotoğraftakinden farklı
        |Kurye uğramadan gitti|Paket kaybolmuş|Fiyat düştü, farkı istiyor|kargo subede bekliyor|Hediye notu unutuldu""",
    "en": """Parcel stuck at the branch|Parcel did not arrive on the day we named|Wrong item in the box|Late delivery
        |Wants to change the address|Damaged parcel|Refund not received|Size runs small|Coupon does not work
        |Where is my order|Card charged twice|Cannot sign in|Item differs from the picture|Missing item
        |Sold out, wants to know when it is back|Tracking has not moved for days|Box arrived crushed|Changed mind""",
}


def names(of: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, name.strip()) for language, text in of.items() for name in text.split("|")]


@pytest.mark.parametrize(("language", "name"), names(WHAT))
def test_a_name_of_a_thing_says_no_why(language: str, name: str) -> None:
    assert not reads_as_why(name, language)


@pytest.mark.parametrize(("language", "name"), names(WHY))
def test_a_name_that_says_why_is_left_alone(language: str, name: str) -> None:
    assert reads_as_why(name, language)


def good(number: int, chosen: int = 10, **more: object) -> Use:
    told = {"name_tr": "Kargo şubede bekletiyor", "chosen": chosen, "age_days": 200, "spike": "alarming", **more}
    return Use(reason_id=number, **told)  # type: ignore[arg-type]


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1
    return found[0]


def test_a_good_list_is_left_alone() -> None:
    assert lint([good(number) for number in range(1, 13)]) == []


def test_a_vague_name_is_told_with_better_ones() -> None:
    found = only(lint([good(1, name_tr="Kargo sorunu", name_en="Parcel is stuck"), *map(good, range(2, 12))]))

    assert (found.kind, found.reason_ids, found.languages) == (Kind.NAMES_WHAT, (1,), ("tr",))
    assert found.proposals[0].act == Act.RENAME
    assert all(reads_as_why(name, "tr") for name in found.proposals[0].names["tr"])


def test_texts_that_cannot_be_told_apart_are_to_be_merged_into_the_larger() -> None:
    mixed = Confusion(1, 2, 20, 30, mixed=22, apart=0.55, taken=(4, 9))
    clear = Confusion(3, 4, 20, 30, mixed=3, apart=0.93)
    few = Confusion(5, 6, 3, 3, mixed=4, apart=0.4)

    found = only(lint([good(n, chosen=20 if n == 2 else 10) for n in range(1, 13)], confusions=[mixed, clear, few]))

    assert (found.kind, found.reason_ids, found.taken) == (Kind.OVERLAP, (2, 1), (4, 9))
    assert found.proposals[0].into_id == 2
    assert found.evidence == {"mixed": 22, "of": 50, "apart": 0.55}


def test_a_catch_all_is_to_be_split_as_its_conversations_fall() -> None:
    parts = [
        Group("a", ("kurye", "uğramadı"), tuple(range(10)), (1, 2), 0.8, 3, None),
        Group("b", ("takip", "numara"), tuple(range(10, 16)), (11,), 0.8, 3, None),
        Group("c", ("kutu",), (20,), (20,), 0.8, 1, None),
    ]

    found = lint([good(1, chosen=20, name_tr="Diğer"), *map(good, range(2, 9))], groups={1: parts})

    catch_all = next(each for each in found if each.kind == Kind.CATCH_ALL)
    assert catch_all.evidence == {"share": 0.2222, "chosen": 20, "of": 90}
    assert [(part.words, part.share) for part in catch_all.proposals[0].parts] == [
        (("kurye", "uğramadı"), 0.5), (("takip", "numara"), 0.3),
    ]  # fmt: skip


def test_a_large_reason_that_says_why_is_no_catch_all_below_a_quarter() -> None:
    assert lint([good(1, chosen=18), *map(good, range(2, 9))]) == []
    assert only(lint([good(1, chosen=60), *map(good, range(2, 9))])).kind == Kind.CATCH_ALL


def test_what_nobody_chose_for_a_season_is_to_be_put_away_unless_it_is_young() -> None:
    found = only(lint([good(1, chosen=0), good(2, chosen=0, age_days=30), *map(good, range(3, 13))]))

    assert (found.kind, found.reason_ids, found.proposals[0].act) == (Kind.UNUSED, (1,), Act.ARCHIVE)


def test_too_many_under_one_names_the_least_used() -> None:
    upper = Use(100, "Teslimat", is_upper=True)
    found = only(lint([upper, *(good(number, chosen=number, parent_id=100) for number in range(1, 13))]))

    assert (found.kind, found.reason_ids) == (Kind.TOO_MANY, (1, 2, 3))
    assert found.evidence == {"count": 12, "most": 9, "chosen": 6}


def test_what_more_of_it_would_mean_is_asked() -> None:
    found = only(lint([good(1, spike=""), *map(good, range(2, 12))]))

    assert (found.kind, found.proposals[0].act, found.key) == (Kind.SPIKE_UNANSWERED, Act.ANSWER, "spike_unanswered:1")


@pytest.mark.parametrize("uses", [[], [Use(1)], [Use(1, name_tr="\x00" * 10_000, chosen=99)]])
def test_strange_lists_have_an_answer(uses: list[Use]) -> None:
    lint(uses)
