"""What drafts promise and by when. Now is Tuesday, 24 November 2026, 14.00 in Istanbul, unless a case says more."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from muhatap.core import business_time
from muhatap.promises.finding import Found, find
from tests.promises.finding import english, english_held_out, turkish, turkish_held_out

ISTANBUL = ZoneInfo("Europe/Istanbul")
OFFICE = business_time.office(ISTANBUL)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=ISTANBUL)

TABLES = [("tr", turkish), ("tr", turkish_held_out), ("en", english), ("en", english_held_out)]


def found_in(text: str, lang: str = "tr", now: datetime = NOW, hours: business_time.Hours = OFFICE) -> list[Found]:
    found = find(text, lang=lang, now=now, hours=hours)
    for promise in found:
        assert text[promise.start : promise.end] == promise.text
        assert promise.due_at is None or promise.due_on is None
        assert (promise.why == "said") == bool(promise.due_at or promise.due_on)
        assert 0 < promise.confidence <= 1
    return found


def due(promise: Found) -> str:
    """Write when it is due as the tables do."""
    if promise.due_at:
        return promise.due_at.isoformat(" ", "minutes")[:16].removeprefix("2026-")
    return promise.due_on.isoformat().removeprefix("2026-") if promise.due_on else promise.why


@pytest.mark.parametrize(
    ("lang", "text", "when"), [(lang, text, when) for lang, table in TABLES for text, when in table.ONE.items()]
)
def test_a_promise_is_found_with_its_time(lang: str, text: str, when: str) -> None:
    assert [due(promise) for promise in found_in(text, lang)] == [when]


@pytest.mark.parametrize(
    ("lang", "text", "whens"), [(lang, text, whens) for lang, table in TABLES for text, whens in table.TWO.items()]
)
def test_two_promises_are_two(lang: str, text: str, whens: tuple[str, str]) -> None:
    assert [due(promise) for promise in found_in(text, lang)] == list(whens)


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, table in TABLES for text in table.NONE])
def test_what_promises_nothing_is_left_alone(lang: str, text: str) -> None:
    assert found_in(text, lang) == []


@pytest.mark.parametrize("lang", ["", "de", "en", "tr"])
@pytest.mark.parametrize(("written_in", "table"), TABLES, ids=lambda value: getattr(value, "__name__", value))
def test_both_grammars_read_every_draft(lang: str, written_in: str, table: object) -> None:
    # Only "8/9" is read by the language of the desk.
    wrong = [
        text
        for text, when in table.ONE.items()  # type: ignore[attr-defined]
        if "/" not in text and [due(promise) for promise in found_in(text, lang)] != [when]
    ] + [text for text in table.NONE if found_in(text, lang)]  # type: ignore[attr-defined]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("Merhaba Ayşe Hanım, yarın 18.00'e kadar dönüş yapacağım.", "yarın 18.00'e kadar dönüş yapacağım"),
        ("Merhaba, yarın döneceğim! İyi günler.", "yarın döneceğim"),
        ("Dün baktım ama bulamadım, yarın arayacağım sizi.", "yarın arayacağım"),
        ("Merhaba 😊 yarın arayacağım 😊", "yarın arayacağım"),
        ("- Yarın arayacağım.", "Yarın arayacağım"),
        ("İnceledim.Yarın döneceğim.", "Yarın döneceğim"),
        ("Arıyorum sizi yarın, iyi akşamlar.", "Arıyorum sizi yarın"),
        ("Yarın, en geç saat 5'e kadar, sizi arayacağım.", "Yarın, en geç saat 5'e kadar, sizi arayacağım"),
        ("Tamam, 15 Aralık Salı günü kargoya vereceğiz.", "15 Aralık Salı günü kargoya vereceğiz"),
        ("Hi Anna, I'll call you tomorrow. Best, Sam", "I'll call you tomorrow"),
        ("By Friday at the latest we'll send it.", "By Friday at the latest we'll send it"),
        ("Sure, I'll check and let you know by Friday at the latest; sorry again.",
         "I'll check and let you know by Friday at the latest"),
        ("I'll refund you today, but the fee stays with the bank.", "I'll refund you today"),
        ("No problem - the courier will come tomorrow - sorry!", "the courier will come tomorrow"),
    ],
)  # fmt: skip
def test_the_words_of_a_promise_read_as_one(text: str, promise: str) -> None:
    assert [found.text for found in found_in(text)] == [promise]


def test_a_place_is_counted_in_code_points_also_beside_emoji_and_loose_accents() -> None:
    # "ş" and "ğ" as two characters each.
    text = "😊 Siparis\u0327inizi yarın go\u0308nderecegiz."

    (promise,) = found_in(text)

    assert (promise.text, due(promise)) == ("Siparis\u0327inizi yarın go\u0308nderecegiz", "11-25")


def test_a_draft_in_two_languages_is_read_in_both() -> None:
    text = "Merhaba, yarın arayacağım.\nHello, we will refund you by Friday."

    assert [(promise.text, due(promise)) for promise in found_in(text, "")] == [
        ("yarın arayacağım", "11-25"),
        ("we will refund you by Friday", "11-27"),
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "\n\nOn Mon, 23 Nov 2026 at 10:00, Anna <anna@example.com> wrote:\n> I will call you tomorrow.",
        "\n\nOn Mon, 23 Nov 2026 at 10:00, Anna Maria Lopez\n<anna@example.com> wrote:\nI will call you tomorrow.",
        "\n\n23 Kas 2026 Pzt, 10:00 tarihinde Ayşe <ayse@example.com> şunu yazdı:\nYarın arayacağım.",
        "\n-----Original Message-----\nFrom: Anna\nI'll send it tomorrow.",
        "\nKimden: Ayşe\nTarih: 23 Kasım 2026\nYarın göndereceğim.",
        "\n> Yarın arayacağım\n> I'll call tomorrow",
        "\r\n> Yarın arayacağım\r\n",
    ],
)
def test_what_is_quoted_is_not_ours(quote: str) -> None:
    assert [promise.text for promise in found_in("Bugün döneceğim." + quote)] == ["Bugün döneceğim"]


def test_an_answer_below_a_quote_is_ours() -> None:
    text = "On Mon, Anna wrote:\n> will you call me tomorrow\n> I'll be at home\n\nWe'll call you on Thursday."

    assert [promise.text for promise in found_in(text, "en")] == ["We'll call you on Thursday"]


@pytest.mark.parametrize(
    ("surer", "less"),
    [
        ("Yarın arayacağım.", "Yarın kargonuz gelecek."),
        ("Yarın arayacağım.", "İsterseniz yarın arayacağım."),
        ("Yarın arayacağım.", "Muhtemelen yarın arayacağım."),
        ("Yarın arayacağım.", "Arayacağım."),
        ("Yarın arayacağım.", "30 Şubat'ta arayacağım."),
        ("I'll call you tomorrow.", "Your parcel will be shipped tomorrow."),
        ("I'll call you tomorrow.", "I can call you tomorrow."),
        ("I'll call you tomorrow.", "Hopefully I'll call you tomorrow."),
        ("Your refund will be processed within 5 days.", "Refunds will be processed within 5 days."),
    ],
)
def test_who_and_how_make_it_more_or_less_sure(surer: str, less: str) -> None:
    assert found_in(surer)[0].confidence > found_in(less)[0].confidence


def test_eight_slash_nine_is_asked_about_in_english_and_read_in_turkish() -> None:
    assert due(found_in("We'll send it by 8/12.", "en")[0]) == "ambiguous"
    assert due(found_in("We'll send it by 8/12.", "tr")[0]) == "12-08"
    assert due(found_in("8/12'ye kadar göndereceğiz.", "en")[0]) == "12-08"
