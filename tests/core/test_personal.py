"""What in a text names or reaches a person: tables of cases, exact and wide, and no text that takes long."""

import time

import pytest

from muhatap.core import personal


def found(text: str, finder: object) -> set[tuple[str, str]]:
    return {(trace.kind, text[trace.start : trace.end]) for trace in finder(text)}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("10000000146", True), ("10000000147", False), ("00000000146", False), ("1000000014", False), ("", False)],
)
def test_an_identity_number_checks_itself(digits: str, is_one: bool) -> None:
    assert personal.is_identity(digits) is is_one


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("4111111111111111", True), ("4111111111111112", False), ("378282246310005", True), ("42", False), ("", False)],
)
def test_a_card_checks_itself(digits: str, is_one: bool) -> None:
    assert personal.is_card(digits) is is_one


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("TR330006100519786457841326", 26),
        ("TR33 0006 1005 1978 6457 8413 26", 32),
        ("TR330006100519786457841327", 0),
        ("TR33", 0),
        ("XX330006100519786457841326", 0),
    ],
)
def test_an_iban_checks_itself(written: str, size: int) -> None:
    assert personal.iban_size(written) == size


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Kimliğim 10000000146", {("id", "10000000146")}),
        ("Kartım 4111 1111 1111 1111", {("card", "4111 1111 1111 1111")}),
        ("0532 123 45 67'den arayın", {("phone", "0532 123 45 67")}),
        ("TR33 0006 1005 1978 6457 8413 26", {("iban", "TR33 0006 1005 1978 6457 8413 26")}),
        ("Doğum tarihim: 03.04.1981", {("birth", "Doğum tarihim: 03.04.1981")}),
        ("at SW1A 1AA", {("address", "SW1A 1AA")}),
        # An order is no identity, a company's line no person's, a price no telephone.
        ("8812345 numaralı sipariş, 0850 222 33 44, 1.249,90 TL", set()),
        ("", set()),
    ],
)
def test_exact_is_what_is_personal_beyond_doubt(text: str, what: set[tuple[str, str]]) -> None:
    assert found(text, personal.exact) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("zeynep@example.com", {("mail", "zeynep@example.com")}),
        ("https://x.example/a?b=1.", {("link", "https://x.example/a?b=1")}),
        ("10000000146", {("identity", "10000000146")}),
        ("1234567", {("number", "1234567")}),
        ("23.11.2026 günü 1.249.000 TL", set()),
    ],
)
def test_wide_is_rather_too_much(text: str, what: set[tuple[str, str]]) -> None:
    assert found(text, personal.contacts) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Moda Cad. No: 12 Kadıköy", {("address", "Moda Cad. No: 12 Kadıköy")}),
        ("Caddede bekledim", set()),
    ],
)
def test_where_somebody_lives(text: str, what: set[tuple[str, str]]) -> None:
    assert found(text, personal.addresses) == what


def test_who_is_called_and_signs() -> None:
    assert found("Sayın Zeynep Aksoy,", personal.hailed) == {("person", "Zeynep Aksoy")}
    assert found("Sayın Yetkili,", personal.hailed) == set()
    assert found("İade edin.\nSaygılarımla,\nZeynep Aksoy\nModa", personal.signatures) == {
        ("signature", "Zeynep Aksoy\nModa")
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("@zeynep.aksoy yazdı", {("handle", "@zeynep.aksoy")}),
        ("çağrı@örnek.example", {("mail", "çağrı@örnek.example")}),
        ("٠٥٣٢١٢٣٤٥٦٧", {("number", "٠٥٣٢١٢٣٤٥٦٧")}),
        ("12 gün, 300 TL", set()),
    ],
)
def test_reachable_is_everything_that_is_quoted_to_nobody(text: str, what: set[tuple[str, str]]) -> None:
    assert found(text, personal.reachable) == what


FINDERS = [
    personal.exact, personal.contacts, personal.codes, personal.reachable, personal.addresses, personal.hailed,
    personal.signatures,
]  # fmt: skip


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize(
    "piece", ["5 ", "a@", "1-", "TR33 ", "Cad. ", "Sayın Ali ", "Saygılar\n", "@a.", "www.", "(0", "\0", "İı ", "x"]
)
def test_no_text_takes_long(finder: object, piece: str) -> None:
    """Two hundred thousand letters take no more than some times as long as a tenth of them would."""
    text = piece * (200_000 // len(piece))
    started = time.process_time()

    list(finder(text))  # type: ignore[operator]

    assert time.process_time() - started < 5
