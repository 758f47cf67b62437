"""Turkish forms by their stem, and verbs inflected anew."""

import pytest

from muhatap.coach.language import inflecting, turkish


@pytest.mark.parametrize(
    ("stem", "word", "features"),
    [
        ("ara", "aramaniz", {"nom", "2pl"}),
        ("ara", "ariyoruz", {"prog", "1pl", "fin"}),
        ("ara", "arayin", {"imp", "2pl"}),
        ("ara", "aramalisiniz", {"nec", "2pl"}),
        ("ara", "arayabilirsiniz", {"able", "aor", "2pl"}),
        ("yap", "yapamiyoruz", {"nable", "prog", "1pl"}),
        ("yap", "yapamayiz", {"nable", "aor", "1pl"}),
        ("yap", "yapmiyoruz", {"neg", "prog", "1pl"}),
        ("yap", "yapilamaz", {"nable", "aor", "3sg"}),
        ("et", "edecegim", {"fut", "1sg"}),
        ("et", "edilememektedir", {"nable", "prog", "3sg"}),
        ("git", "gidin", {"imp", "2pl"}),
        ("oku", "okusaydiniz", {"cond", "was", "2pl"}),
        ("gonder", "gondermissiniz", {"evid", "2pl"}),
        ("gel", "gelmedi", {"neg", "past", "3sg"}),
    ],
)
def test_a_verb_says_tense_person_and_ability(stem: str, word: str, features: set[str]) -> None:
    found = turkish.verb(stem, word)

    assert found is not None
    assert features <= found


@pytest.mark.parametrize(("stem", "word"), [("ara", "aralik"), ("ara", "araba"), ("gel", "gelir gider")])
def test_a_word_that_only_begins_alike_is_no_form(stem: str, word: str) -> None:
    assert turkish.verb(stem, word) is None


@pytest.mark.parametrize("word", ["istemiyoruz", "beklemiyoruz", "aramiyoruz", "uygulamiyoruz", "soylemiyoruz"])
def test_not_doing_is_not_being_unable(word: str) -> None:
    found = turkish.any_verb(word)

    assert found is not None
    assert "neg" in found[1]
    assert "nable" not in found[1]


@pytest.mark.parametrize("word", ["gonderemiyoruz", "alamiyoruz", "yapamiyoruz", "edemiyoruz", "bulamiyoruz"])
def test_being_unable_is_seen_whatever_the_stem(word: str) -> None:
    found = turkish.any_verb(word)

    assert found is not None
    assert "nable" in found[1]


@pytest.mark.parametrize(
    ("stem", "word", "is_form"),
    [
        ("kargo", "kargolarimizdan", True),
        ("firma", "firmasiyla", True),
        ("kitap", "kitabi", True),
        ("kargo", "kargocu", False),
        ("siparis", "siparisinizin", True),
        ("banka", "bankanizi", True),
        ("banka", "bankaci", False),
    ],
)
def test_a_noun_takes_plural_owner_and_case(stem: str, word: str, is_form: bool) -> None:
    assert turkish.is_noun_form(stem, word) == is_form


@pytest.mark.parametrize(
    ("stem", "tense", "person", "written"),
    [
        ("ara", "prog", "1pl", "arıyoruz"),
        ("gönder", "prog", "1sg", "gönderiyorum"),
        ("ilet", "prog", "1pl", "iletiyoruz"),
        ("et", "prog", "1pl", "ediyoruz"),
        ("ed", "fut", "1pl", "edeceğiz"),
        ("başla", "fut", "1sg", "başlayacağım"),
        ("yap", "past", "1pl", "yaptık"),
        ("sor", "past", "1sg", "sordum"),
        ("gör", "aor", "1pl", "görürüz"),
        ("yap", "aor", "1pl", "yaparız"),
        ("iste", "aor", "2pl", "istersiniz"),
        ("git", "opt", "1pl", "gidelim"),
        ("ara", "opt", "1sg", "arayayım"),
        ("kur", "fut", "1pl", "kuracağız"),
        ("götür", "prog", "1pl", "götürüyoruz"),
    ],
)
def test_a_verb_is_inflected_with_harmony(stem: str, tense: str, person: str, written: str) -> None:
    assert inflecting.inflect(stem, tense=tense, person=person) == written


def test_ability_infinitive_and_owned_noun() -> None:
    assert inflecting.inflect("gönder", tense="aor", person="1pl", able=True) == "gönderebiliriz"
    assert inflecting.inflect("başla", tense="aor", person="1sg", able=True) == "başlayabilirim"
    assert inflecting.infinitive("ed") == "etmek"
    assert inflecting.verbal_noun("gönder", person="1pl") == "göndermemiz"


@pytest.mark.parametrize(
    ("word", "causes"),
    [
        ("yaptirin", True), ("onaylatmaniz", True), ("kestirmelisiniz", True), ("imzalatip", True),
        ("iletin", False), ("degistirin", False), ("baslatin", False), ("anlatmaniz", False),
    ],
)  # fmt: skip
def test_who_has_something_done_is_told_from_who_does_it(word: str, causes: bool) -> None:
    found = turkish.any_verb(word)

    assert found is not None
    assert ("caus" in found[1]) == causes
