"""Forms of address, days, wordings, suggestions and macros, as tables."""

from datetime import UTC, datetime
from time import perf_counter

import pytest

from muhatap.core import business_time
from muhatap.knowledge import days, hailing, macros, suggesting, wordings
from muhatap.knowledge.macros import Act
from muhatap.knowledge.suggesting import Offered, Said

HOURS = business_time.office(UTC)


@pytest.mark.parametrize(
    ("name", "said", "turkish", "english"),
    [
        ("Ayşe Yılmaz", "", "Sayın Ayşe Yılmaz", "Ayşe Yılmaz"),
        ("AYŞE YILMAZ", "", "Sayın Ayşe YILMAZ", "Ayşe YILMAZ"),
        ("deniz er", "", "Sayın Deniz Er", "Deniz Er"),
        ("Mrs. Jane Doe", "", "Jane Hanım", "Ms Doe"),
        ("Mr John Smith", "", "John Bey", "Mr Smith"),
        ("Murat Bey", "", "Murat Bey", "Murat"),
        ("Ayşe Nur Yılmaz", "Teşekkürler\nAyşe Hanım", "Ayşe Nur Hanım", "Ms Yılmaz"),
        ("Murat Demir", "Sevgiler,\nMurat Bey", "Murat Bey", "Mr Demir"),
        ("Murat Demir", "Elif Hanım çok yardımcı oldu", "Sayın Murat Demir", "Murat Demir"),
        ("Murat Demir", "Merhaba Murat Bey'e sordum, bilmiyormuş, siz de bilmiyorsunuz, kime sorayım şimdi ben?",
         "Sayın Murat Demir", "Murat Demir"),
        ("zeynep@example.com", "", "", ""),
        ("Öz Mimarlık Ltd. Şti.", "", "", ""),
        ("", "", "", ""),
        ("🙂🙂", "", "", ""),
    ],
)  # fmt: skip
def test_nobody_is_called_hanim_or_bey_who_did_not_say_so(name: str, said: str, turkish: str, english: str) -> None:
    known = hailing.known_of(name, [said])

    assert (hailing.hail(known, "tr"), hailing.hail(known, "en")) == (turkish, english)


@pytest.mark.parametrize(
    ("name", "language", "voice", "greeting"),
    [
        ("Ayşe Yılmaz", "tr", "warm", "Merhaba Ayşe"),
        ("Ayşe Yılmaz", "tr", "formal", "Sayın Ayşe Yılmaz"),
        ("Ayşe Yılmaz", "tr", "casual", "Selam Ayşe"),
        ("Murat Bey", "tr", "warm", "Murat Bey merhaba"),
        ("", "tr", "formal", "Merhaba"),
        ("Jane Doe", "en", "warm", "Hello Jane"),
        ("Mrs Jane Doe", "en", "formal", "Dear Ms Doe"),
        ("", "en", "formal", "Dear customer"),
        ("Jane Doe", "en", "casual", "Hi Jane"),
    ],
)
def test_the_greeting_follows_the_voice(name: str, language: str, voice: str, greeting: str) -> None:
    assert hailing.greeting(hailing.known_of(name), language, voice) == greeting


@pytest.mark.parametrize(
    ("now", "name", "said"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "today", "23 Kasım Pazartesi"),
        (datetime(2026, 11, 27, 17, tzinfo=UTC), "in_1_working_day", "30 Kasım Pazartesi"),
        (datetime(2026, 11, 27, 17, tzinfo=UTC), "in_2_working_days", "1 Aralık Salı"),
        # The half day of 28 October counts, the holiday after it does not.
        (datetime(2026, 10, 27, 10, tzinfo=UTC), "in_1_working_day", "28 Ekim Çarşamba"),
        (datetime(2026, 10, 27, 10, tzinfo=UTC), "in_2_working_days", "30 Ekim Cuma"),
    ],
)
def test_working_days_are_those_of_the_calendar(now: datetime, name: str, said: str) -> None:
    assert days.values(now, HOURS, "tr")[name] == said


def test_a_day_in_english() -> None:
    assert days.values(datetime(2026, 11, 23, 10, tzinfo=UTC), HOURS, "en")["today"] == "Monday 23 November"


WORDING = "{{ customer.greeting }},\n\nPaketiniz gecikti; özür dileriz. Yarın yazacağız.\n\n- Bir\n- İki"


@pytest.mark.parametrize(
    ("sent", "share"),
    [
        ("Merhaba Ayşe,\n\nPaketiniz gecikti; özür dileriz. Yarın yazacağız.\n\n- Bir\n- İki", 1.0),
        ("Ayşe Hanım merhaba,\n\nPaketiniz gecikti; özür dileriz.\u00a0Yarın  yazacağız.\n\nBir\nİki\n\nSevgiler", 1.0),
        ("Merhaba,\n\nPaketiniz gecikti; özür dileriz. Cuma yazacağız.\n\n- Bir\n- İki", None),
        ("Bambaşka", 0.0),
        ("", 0.0),
    ],
)
def test_what_was_kept_of_a_wording(sent: str, share: float | None) -> None:
    kept = wordings.kept_share(WORDING, sent)

    assert kept == share if share is not None else 0.3 < kept < 1


def test_a_wording_becomes_paragraphs_lines_and_lists() -> None:
    assert wordings.as_html("Bir & iki\nüç\n\n- a\n- <b>") == (
        "<p>Bir &amp; iki<br>üç</p><ul><li><p>a</p></li><li><p>&lt;b&gt;</p></li></ul>"
    )


KEYWORDS = {"late": ("gelmed", "kargo"), "refund": ("iade", "para iade")}
LATE = Offered(number=1, situation="late", keywords=("hala gelmed",))
REFUND = Offered(number=2, situation="refund")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Kargom hâlâ GELMEDİ", [1]),
        ("para iadem nerede", [2]),
        ("kargo gelmedi, iade istiyorum", [1, 2]),
        ("hiçbiri", []),
        ("", []),
    ],
)
def test_what_fits_is_suggested_the_best_first(text: str, numbers: list[int]) -> None:
    found = suggesting.suggested([REFUND, LATE], Said(text=text), of_situation=KEYWORDS)

    assert [each.number for each in found] == numbers


def test_the_reason_is_said_in_the_customers_words() -> None:
    (found,) = suggesting.suggested([LATE], Said(text="Kargom hâlâ gelmedi"), of_situation=KEYWORDS)

    assert found.because == ("hala gelmedi", "gelmedi", "kargom")


@pytest.mark.parametrize(
    ("fields", "said", "is_out"),
    [
        ({"channel_kinds": ["chat"]}, {"channel_kind": "mail"}, True),
        ({"contact": "first"}, {"is_first_contact": False}, True),
        ({"contact": "later"}, {"is_first_contact": False}, False),
        ({"order_standings": ["delivered"]}, {"order_standing": "late"}, True),
        ({"order_standings": ["delivered"]}, {}, False),
        ({"tones": ["angry"]}, {"tone": "calm"}, True),
        ({"tones": ["angry"]}, {}, False),
    ],
)
def test_a_broken_condition_keeps_a_reply_out(fields: dict[str, object], said: dict[str, object], is_out: bool) -> None:
    offered = Offered(number=1, situation="late", **fields)  # type: ignore[arg-type]

    found = suggesting.suggested([offered], Said(text="kargo", **said), of_situation=KEYWORDS)  # type: ignore[arg-type]

    assert (found == []) is is_out


def test_where_the_order_stands_tells_replies_of_one_group_apart() -> None:
    on_the_way = Offered(number=1, situation="late", order_standings=["on_the_way"])
    late = Offered(number=2, situation="late", order_standings=["late", "on_the_way"])

    found = suggesting.suggested([on_the_way, late], Said(text="kargo", order_standing="late"), of_situation=KEYWORDS)

    assert [each.number for each in found] == [2]


def test_a_text_of_200_kb_takes_no_longer_than_a_page_may() -> None:
    began = perf_counter()
    suggesting.suggested([LATE] * 60, Said(text="kargo " * 34_000), of_situation=KEYWORDS)
    wordings.kept_share(WORDING * 50, "Paketiniz gecikti; " * 10_000)

    assert perf_counter() - began < 1


@pytest.mark.parametrize(
    ("kept", "acts"),
    [
        ([{"act": "snooze", "days": 2}, {"act": "label", "label": 7}], [Act("label", label=7), Act("snooze", days=2)]),
        ([{"act": "status", "status": "snoozed"}], []),
        ([{"act": "team"}, {"act": "team", "team": "x"}, {"act": "label", "label": True}], []),
        ([{"act": "burn"}, None, 5, "assign_me"], []),
        ({"act": "assign_me"}, []),
        (None, []),
    ],
)
def test_acts_are_read_in_their_order_and_what_is_none_is_left_out(kept: object, acts: list[Act]) -> None:
    assert macros.read(kept) == acts
    assert macros.read(macros.written(acts)) == acts


def test_a_snooze_ends_when_the_shop_opens() -> None:
    friday = datetime(2026, 11, 27, 17, tzinfo=UTC)

    until = macros.rest_until(Act("snooze", days=2), now=friday, hours=HOURS)

    assert until == datetime(2026, 12, 1, 9, tzinfo=UTC)
