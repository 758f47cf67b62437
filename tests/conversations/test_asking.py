from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.conversations import asking
from muhatap.conversations.asking import Condition, Days, Field, Piece, Unfinished

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "pieces", "conditions"),
    [
        ("kargo nerede", [Piece("kargo"), Piece("nerede")], []),
        ("kimden:zeynep iade", [Piece("iade")], [Condition(Field.FROM, "zeynep")]),
        ("FROM:Zeynep İade", [Piece("İade")], [Condition(Field.FROM, "Zeynep")]),
        ('kimden:"Zeynep Aksoy"', [], [Condition(Field.FROM, "Zeynep Aksoy")]),
        ("kimden:“Zeynep Aksoy” x", [Piece("x")], [Condition(Field.FROM, "Zeynep Aksoy")]),
        ("durum:açık -etiket:kargo", [], [Condition(Field.STATUS, "açık"), Condition(Field.LABEL, "kargo", True)]),
        ("tarih:geçen hafta fatura", [Piece("fatura")], [Condition(Field.DATE, "geçen hafta")]),
        ("date:last week fatura", [Piece("fatura")], [Condition(Field.DATE, "last week")]),
        ("tarih:geçen fatura", [Piece("fatura")], [Condition(Field.DATE, "geçen")]),
        ("atanan:hiç kimse", [], [Condition(Field.ASSIGNED, "hiç kimse")]),
        ('"iki gün oldu" -"sağ olun"', [Piece("iki gün oldu", True), Piece("sağ olun", True, True)], []),
        ("-iade kargo", [Piece("iade", is_not=True), Piece("kargo")], []),
        ("kargo - iade", [Piece("kargo"), Piece("-"), Piece("iade")], []),
        ("TR-8812", [Piece("TR-8812")], []),
        ("saat:12 http://x.example", [Piece("saat:12"), Piece("http://x.example")], []),
        ("kimden: iade", [Piece("iade")], []),
        ('"açık kalan', [Piece("açık kalan", True)], []),
        ("", [], []),
    ],
)
def test_a_question_is_read_as_it_is_meant(written: str, pieces: list[Piece], conditions: list[Condition]) -> None:
    question = asking.read(written)

    assert (list(question.pieces), list(question.conditions)) == (pieces, conditions)


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("durum:açık", "open"),
        ("status:OPEN", "open"),
        ("durum:KAPALI", "closed"),
        ("durum:yanıt bekliyor", "waiting"),
        ("is:on-hold", "on_hold"),
        ("durum:uçtu", ""),
        ("atanan:ben", "me"),
        ("assigned:nobody", "nobody"),
        ("atanan:hiç kimse", "nobody"),
        ("ek:dosya", "attachment"),
        ("has:note", "note"),
        ("tarih:dün", "yesterday"),
    ],
)
def test_fixed_values_are_known_in_both_languages(written: str, meaning: str) -> None:
    (condition,) = asking.read(written).conditions

    assert condition.meaning == meaning


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-11-01..2026-11-10", date(2026, 11, 1), date(2026, 11, 10)),
        ("2026-11-10..2026-11-01", date(2026, 11, 1), date(2026, 11, 10)),
        ("2026-11..", date(2026, 11, 1), None),
        ("..10.11.2026", None, date(2026, 11, 10)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("11.2026", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("1/11/2026", date(2026, 11, 1), date(2026, 11, 1)),
        (">2026-11-01", date(2026, 11, 2), None),
        (">=2026-11-01", date(2026, 11, 1), None),
        ("<2026-11", None, date(2026, 10, 31)),
        ("<=2026-11", None, date(2026, 11, 30)),
        ("bugün", SUNDAY, SUNDAY),
        ("DÜN", date(2026, 11, 21), date(2026, 11, 21)),
        ("geçen-hafta", date(2026, 11, 9), date(2026, 11, 15)),
        ("this week", date(2026, 11, 16), date(2026, 11, 22)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("geçen ay..dün", date(2026, 10, 1), date(2026, 11, 21)),
    ],
)
def test_days_are_said_in_many_ways(written: str, first: date | None, last: date | None) -> None:
    assert asking.days_of(written, today=SUNDAY) == Days(first, last)


@pytest.mark.parametrize("written", ["", "yarından sonra", "2026-13-01", "31.02.2026", "..", "9999999", "<0001-01-01"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert asking.days_of(written, today=SUNDAY) is None


@pytest.mark.parametrize(
    ("name", "written", "is_meant"),
    [
        ("Elif Kaya", "elif", True),
        ("Elif Kaya", "KAYA", True),
        ("Çağla Şahin", "cagla sah", True),
        ("İade Masası", "IADE", True),
        ("Elif Kaya", "lif", False),
        ("Elif Kaya", "elif demir", False),
        ("Elif Kaya", "", False),
    ],
)
def test_names_are_meant_by_their_words_and_beginnings(name: str, written: str, is_meant: bool) -> None:
    assert asking.is_said(name, written) is is_meant


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", Unfinished("")),
        ("kargo ", Unfinished("kargo ")),
        ("kargo kim", Unfinished("kargo ", text="kim")),
        ("kargo kimden:", Unfinished("kargo ", Field.FROM, "kimden")),
        ("-from:zey", Unfinished("", Field.FROM, "from", "zey", True)),
        ('kimden:"Zeynep Ak', Unfinished("", Field.FROM, "kimden", "Zeynep Ak")),
        ("durum:açık ", Unfinished("durum:açık ")),
    ],
)
def test_what_is_being_written_is_completed(written: str, expected: Unfinished) -> None:
    assert asking.unfinished(written) == expected


_PARTS = st.sampled_from([*'":-“”«» <>.', "kimden:", "tarih:", "durum:açık", "geçen", "hafta", "iade", "2026-11-01"])


@given(st.one_of(st.text(max_size=80), st.lists(_PARTS, max_size=12).map("".join)))
def test_no_text_is_an_error_and_what_was_read_reads_back(text: str) -> None:
    question = asking.read(text)

    assert text.startswith(asking.unfinished(text).before)
    for condition in question.conditions:
        asking.days_of(condition.value, today=SUNDAY)
    again = asking.read(str(question))
    if len(str(question)) <= asking.LONGEST:
        assert again.conditions == question.conditions
        assert [piece.text for piece in again.pieces] == [piece.text for piece in question.pieces]
