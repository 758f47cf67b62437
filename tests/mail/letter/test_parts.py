"""What a person reads, what is a file, and what is too much."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest

from muhatap.mail.letter import parts
from muhatap.mail.letter.letter import Letter, Protection
from muhatap.mail.letter.parse import Limits, Unreadable, parse

HEAD = "From: Zeynep Kaya <zeynep@ornek.com>\nTo: destek@magaza.com\nDate: Tue, 5 Mar 2024 10:00:00 +0300\n"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nresim").decode()


def multipart(kind: str, *children: str, boundary: str = "sinir") -> str:
    body = "".join(f"--{boundary}\n{child}\n" for child in children)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def text(words: str) -> str:
    return f"Content-Type: text/plain; charset=utf-8\n\n{words}"


def page(words: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n<p>{words}</p>"


def file(name: str, content: str = "icerik", kind: str = "application/pdf", extra: str = "") -> str:
    return f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n{extra}\n{content}'


def read(rest: str) -> Letter:
    return parse((HEAD + rest).encode())


def files(letter: Letter) -> list[str]:
    return [one.filename for one in letter.attachments]


def test_an_alternative_is_read_in_both_forms() -> None:
    letter = read(multipart("alternative", text("Merhaba"), page("Merhaba")))

    assert (letter.text, letter.html, files(letter)) == ("Merhaba", "<p>Merhaba</p>", [])


def test_an_html_letter_has_a_text_too() -> None:
    letter = read(page("Siparişim <b>nerede</b>?"))

    assert letter.text.strip() == "Siparişim nerede?"
    assert letter.visible_text == "Siparişim nerede?"


def test_words_between_pictures_stay_in_order() -> None:
    picture = f"Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n{PNG}"
    letter = read(multipart("mixed", text("Önce"), picture, text("Sonra")))

    assert (letter.text, files(letter)) == ("Önce\n\nSonra", ["a.png"])


def test_a_footer_is_added_to_both_forms() -> None:
    inner = multipart("alternative", text("Merhaba"), page("Merhaba"), boundary="ic")
    letter = read(multipart("mixed", inner, text("Liste <altlığı>")))

    assert letter.text == "Merhaba\n\nListe <altlığı>"
    assert "Liste &lt;altlığı&gt;" in letter.html


def test_apple_puts_files_inside_the_alternative() -> None:
    inner = multipart("mixed", page("Bir"), file("a.pdf"), page("İki"), boundary="ic")
    letter = read(multipart("alternative", text("Bir İki"), inner))

    assert (letter.text, files(letter)) == ("Bir İki", ["a.pdf"])
    assert letter.html == "<p>Bir</p>\n<p>İki</p>"


def test_a_picture_of_the_page_is_inline() -> None:
    picture = f"Content-Type: image/png\nContent-ID: <logo@magaza>\nContent-Transfer-Encoding: base64\n\n{PNG}"
    letter = read(multipart("related", page('Bak <img src="cid:logo@magaza">'), picture))

    (logo,) = letter.attachments
    assert (logo.inline, logo.content_id, logo.filename, logo.size) == (True, "logo@magaza", "attachment-1.png", 13)
    assert logo.data == base64.b64decode(PNG)
    assert logo.sha256 == hashlib.sha256(logo.data).hexdigest()


def test_a_text_file_is_a_file() -> None:
    letter = read(multipart("mixed", text("Ekte"), file("liste.txt", "bir iki", "text/plain")))

    assert (letter.text, files(letter)) == ("Ekte", ["liste.txt"])


def test_a_letter_inside_keeps_its_bytes_and_gives_its_id() -> None:
    inside = "Message-ID: <ic@ornek.com>\nSubject: =?utf-8?Q?Eski_sipari=C5=9F?=\n\nİçerideki"
    letter = read(multipart("mixed", text("Ekte"), f"Content-Type: message/rfc822\n\n{inside}"))

    (nested,) = letter.attachments
    assert (nested.filename, nested.content_type) == ("Eski sipariş.eml", "message/rfc822")
    assert nested.data.decode() == inside
    assert letter.nested_message_ids == ("<ic@ornek.com>",)


def test_an_invitation_is_shown_and_kept() -> None:
    calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nSUMMARY:Toplantı\nEND:VEVENT\nEND:VCALENDAR"
    part = f"Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\n{calendar}"
    letter = read(multipart("alternative", text("Davet"), part))

    assert (letter.kind, [event.summary for event in letter.events], files(letter)) == (
        "calendar",
        ["Toplantı"],
        ["invite.ics"],
    )


def test_an_exported_calendar_is_only_a_file() -> None:
    calendar = "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:1\nSUMMARY:Tatil\nEND:VEVENT\nEND:VCALENDAR"
    letter = read(multipart("mixed", text("Ekte"), file("tatil.ics", calendar, "text/calendar")))

    assert (letter.kind, files(letter)) == ("person", ["tatil.ics"])


@pytest.mark.parametrize(
    ("rest", "protection"),
    [
        (multipart("signed", text("İmzalı"), file("smime.p7s", "x", "application/pkcs7-signature")),
         Protection.SMIME_SIGNED),
        (multipart("signed", text("İmzalı"), file("signature.asc", "x", "application/pgp-signature")),
         Protection.PGP_SIGNED),
        (multipart("encrypted", file("v", "Version: 1", "application/pgp-encrypted"), file("e.asc", "x")),
         Protection.PGP_ENCRYPTED),
        (file("smime.p7m", "x", "application/pkcs7-mime; smime-type=enveloped-data"), Protection.SMIME_ENCRYPTED),
        (file("smime.p7m", "x", "application/pkcs7-mime; smime-type=signed-data"), Protection.SMIME_SIGNED),
        ("\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n", Protection.PGP_ENCRYPTED),
        ("\nMerhaba\n", None),
    ],
)  # fmt: skip
def test_signed_and_encrypted_letters_are_recognised(rest: str, protection: Protection | None) -> None:
    letter = read(rest)

    assert letter.protection is protection
    assert letter.text or letter.attachments


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/mixed", "--sinir\n\nMerhaba\n--sinir--\n"),
        ("multipart/mixed; boundary=baska", "--sinir\n\nMerhaba\n--sinir--\n"),
        ("multipart/mixed; boundary=sinir", "--sinir\n\nMerhaba\n"),
        ("multipart/mixed; boundary=sinir", "Merhaba"),
        ("multipart/mixed", "Merhaba"),
        ("text", "Merhaba"),
        ("", "Merhaba"),
    ],
)
def test_a_broken_structure_still_shows_its_words(content_type: str, body: str) -> None:
    letter = read(f"Content-Type: {content_type}\n\n{body}")

    assert letter.text.strip() == "Merhaba"


def test_a_header_broken_without_a_blank_does_not_end_the_headers() -> None:
    letter = parse(b"From: zeynep@ornek.com\nSubject: Uzun bir\nkonu satiri\nMessage-ID: <a@b>\n\nMerhaba")

    assert (letter.subject, letter.message_id, letter.text) == ("Uzun bir konu satiri", "<a@b>", "Merhaba")
    assert "header-broken" in letter.defects


@pytest.mark.parametrize(
    ("body", "delsp", "lines"),
    [
        ("Bu satır \nsürüyor.\nBu değil.", False, "Bu satır sürüyor.\nBu değil."),
        ("bölün \nmüş", True, "bölünmüş"),
        ("> alıntı \n> sürüyor\nyanıt", False, "> alıntı sürüyor\nyanıt"),
        (" boşlukla", False, "boşlukla"),
        ("Elif \n-- \nMağaza", False, "Elif\n-- \nMağaza"),
    ],
)
def test_flowed_lines_are_joined(body: str, delsp: bool, lines: str) -> None:
    assert parts.unflow(body, delsp=delsp) == lines


def test_uuencoded_files_leave_the_text() -> None:
    letter = read("\nMerhaba\n\nbegin 644 not.txt\n#0V%T\n`\nend\n\nGörüşürüz\n")

    assert (files(letter), letter.attachments[0].data) == (["not.txt"], b"Cat")
    assert "begin" not in letter.text
    assert "Görüşürüz" in letter.text


@pytest.mark.parametrize(
    ("data", "encoding", "decoded"),
    [
        (b"TWVyaGFiYQ==", "base64", b"Merhaba"),
        (b"TWVyaGFiYQ", "BASE64 ", b"Merhaba"),
        (b"TWVy\n!aGFi\nYQ==\n", "base64", b"Merhaba"),
        (b"TWVy\nYQ==\nTWVy", "base64", b"MeraMer"),
        (b"a=C3=A7=\nb", "quoted-printable", "açb".encode()),
        (b"a=zz", "quoted-printable", b"a=zz"),
        (b"a=C3", "8bit", b"a=C3"),
        (b"a=C3", "bilinmeyen", b"a=C3"),
    ],
)
def test_transfer_encodings_are_undone_as_far_as_they_go(data: bytes, encoding: str, decoded: bytes) -> None:
    assert parts.decode_transfer(data, encoding) == decoded


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("fatura.pdf", "fatura.pdf"),
        ("C:\\belgeler\\fatura.pdf", "fatura.pdf"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("19/03 fatura.pdf", "19_03 fatura.pdf"),
        ("fatura\u202efdp.exe", "fatura_fdp.exe"),
        ("a\x00b\nc.pdf", "a_b_c.pdf"),
        ("ş" * 300 + ".pdf", "ş" * 176 + ".pdf"),
        ("...", ""),
    ],
)
def test_file_names_are_safe_and_stay_readable(name: str, tidy: str) -> None:
    assert parts.tidy_filename(name) == tidy


def nested(depth: int) -> bytes:
    levels = (f"Content-Type: multipart/mixed; boundary=s{level}\n\n--s{level}\n" for level in range(depth))
    return "".join(levels).encode() + b"\nMerhaba"


@pytest.mark.parametrize(
    ("raw", "limits", "words"),
    [
        (lambda: b"a" * 2_000, Limits(max_bytes=1_000), "larger than"),
        (lambda: b"X-A: b\n" * 20_000, Limits(), "headers"),
        (lambda: b"X-A: " + b"b" * 1_100_000, Limits(), "headers"),
        (lambda: b"Content-Type: multipart/mixed; boundary=s\n\n" + b"--s\n\na\n" * 2_000, Limits(), "parts"),
        (lambda: nested(100), Limits(), "nested"),
        (lambda: b"\n" * 5_000_000, Limits(), "lines"),
    ],
)
def test_what_is_too_much_is_refused_in_a_sentence(raw: Callable[[], bytes], limits: Limits, words: str) -> None:
    # A message of line ends alone would be trimmed away; a header keeps it.
    with pytest.raises(Unreadable) as refused:
        parse(b"From: a@b.c\n" + raw(), limits=limits)

    assert words in refused.value.reason
    assert refused.value.reason.endswith(".")


def test_a_very_long_body_is_kept_whole_as_a_file() -> None:
    letter = parse(HEAD.encode() + b"\n" + b"uzun bir satir\n" * 1_000, limits=Limits(max_body_chars=1_500))

    assert len(letter.text) <= 1_500
    assert [(one.filename, one.size) for one in letter.attachments] == [("message.txt", 15_000)]
    assert "body-too-long" in letter.defects
