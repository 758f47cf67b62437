"""A mail is written: right in every mailer, and home again when it is answered."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from muhatap.mail.letter.parse import parse
from muhatap.mail.out.compose import (
    REFERENCES_KEPT,
    Draft,
    EarlierMessage,
    File,
    Mailbox,
    NotAMailAddress,
    answering,
    as_bytes,
    attribution,
    chain_of,
    compose,
)

AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
ZEYNEP = Mailbox("zeynep@example.com", "Zeynep Aksoy")


def _written(**given: Any) -> tuple[EmailMessage, bytes]:
    given = {
        "message_id": "bizim@carsi.example",
        "sender": Mailbox("destek@carsi.example", "Elif Kaya (Çarşı)"),
        "to": [ZEYNEP],
        "subject": "Re: Siparişim hâlâ gelmedi",
        "text": "Merhaba,\n\nkargonuz yolda.",
        "at": AT,
        **given,
    }
    data = as_bytes(compose(Draft(**given)))
    read = email.message_from_bytes(data.replace(b"\r\n", b"\n"), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read, data


def test_names_and_subject_arrive_as_written() -> None:
    to = [Mailbox("i@example.com", "İpek Şahin-Öğüt"), Mailbox("ay@example.com", 'Ayşe "Ay", Çelik')]
    read, data = _written(to=to, cc=[Mailbox("bilgi@çarşı.example", "ÇARŞI")])

    assert [(one.display_name, one.addr_spec) for one in read["To"].addresses] == [
        ("İpek Şahin-Öğüt", "i@example.com"),
        ('Ayşe "Ay", Çelik', "ay@example.com"),
    ]
    assert read["From"].addresses[0].display_name == "Elif Kaya (Çarşı)"
    assert read["Cc"].addresses[0].domain == "xn--ar-3ia21a0h.example"
    assert read["Subject"] == "Re: Siparişim hâlâ gelmedi"
    assert data.isascii()


def test_plain_and_html_say_the_same() -> None:
    read, _ = _written(signature="Elif Kaya\nÇarşı", text="Bakın: https://carsi.example/iade?no=1&a=2.\n\n<Sevgiler>")

    plain, page = read.get_body(("plain",)), read.get_body(("html",))
    assert read.get_content_type() == "multipart/alternative"
    assert plain is not None
    assert page is not None
    assert plain.get_content() == (
        "Bakın: https://carsi.example/iade?no=1&a=2.\n\n<Sevgiler>\n\n-- \nElif Kaya\nÇarşı\n"
    )
    assert '<a href="https://carsi.example/iade?no=1&amp;a=2">' in page.get_content()
    assert "&lt;Sevgiler&gt;" in page.get_content()


def test_files_and_pictures_find_their_places() -> None:
    read, _ = _written(
        html='<p>Fatura ekte <img src="cid:logo"></p>',
        files=[
            File("logo.png", "image/png", b"\x89PNG", "logo"),
            File("Kasım faturası.pdf", "application/pdf", b"%PDF"),
            File("../ilet.eml", "message/rfc822", b"From: a\n\nb"),
            File("kötü", "a b/c\n", b"x"),
            File("unutulan.png", "image/png", b"\x89PNG", "nirgendwo"),
        ],
    )

    page = read.get_body(("related", "html"))
    assert page is not None
    assert page.get_content_type() == "multipart/related"
    assert [(one.get_filename(), one.get_content_type()) for one in read.iter_attachments()] == [
        ("Kasım faturası.pdf", "application/pdf"),
        (".._ilet.eml", "application/octet-stream"),
        ("kötü", "application/octet-stream"),
        ("unutulan.png", "image/png"),
    ]


@pytest.mark.parametrize("text", ["x" * 5000, "ş" * 5000, ".\n..\n.gizli\n" * 200, "From bir\n" * 3, ""])
def test_lines_stay_short_and_text_whole(text: str) -> None:
    read, data = _written(text=text, references=["r" * 200 + "@x"] * 3, subject="Ş" * 600)

    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().rstrip("\n") == text.rstrip("\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert data.count(b"\n") == data.count(b"\r\n")


def test_the_chain_stands_whole() -> None:
    long_id = "çok-uzun-değil-ama-".encode("ascii", "ignore").decode() + "a" * 150 + "@example.com"
    read, data = _written(in_reply_to=long_id, references=["bir@x", "iki@x"])

    assert read["In-Reply-To"] == f"<{long_id}>"
    assert read["References"].split() == ["<bir@x>", "<iki@x>", f"<{long_id}>"]
    assert parse(data).references == ("<bir@x>", "<iki@x>", f"<{long_id}>")


@pytest.mark.parametrize(
    ("references", "in_reply_to", "chain"),
    [
        ([], "", []),
        (["a@x"], "", ["a@x"]),
        (["a@x", "b@x"], "b@x", ["a@x", "b@x"]),
        (["b@x", "a@x"], "b@x", ["a@x", "b@x"]),
        (["a b@x", "ş@x", "x" * 2000, "a@x"], "", ["a@x"]),
        (
            [f"{n}@x" for n in range(50)],
            "son@x",
            ["0@x", *(f"{n}@x" for n in range(50 - REFERENCES_KEPT + 2, 50)), "son@x"],
        ),
    ],
)
def test_the_chain_keeps_its_ends(references: list[str], in_reply_to: str, chain: list[str]) -> None:
    assert chain_of(references, in_reply_to) == chain


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Siparişim", "Re: Siparişim"),
        ("Re: Siparişim", "Re: Siparişim"),
        ("RE[2]: Siparişim", "RE[2]: Siparişim"),
        ("YNT: Siparişim", "YNT: Siparişim"),
        ("Reklam", "Re: Reklam"),
        ("", "Re:"),
        ("bir\r\nBcc: kotu@example.com", "Re: bir Bcc: kotu@example.com"),
    ],
)
def test_one_re_is_enough(subject: str, answer: str) -> None:
    assert answering(subject) == answer


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("tr", "22 Kasım 2026 14:05 tarihinde Zeynep Aksoy <zeynep@example.com> şunu yazdı:"),
        ("en", "On 22 November 2026 at 14:05, Zeynep Aksoy <zeynep@example.com> wrote:"),
        ("de", "On 22 November 2026 at 14:05, Zeynep Aksoy <zeynep@example.com> wrote:"),
    ],
)
def test_the_line_above_a_quote_speaks_the_customers_language(language: str, line: str) -> None:
    assert attribution(EarlierMessage(AT, ZEYNEP, "Nerede?"), language) == line


@pytest.mark.parametrize("language", ["tr", "en"])
def test_our_own_quotes_fold_when_they_come_back(language: str) -> None:
    _, data = _written(earlier=[EarlierMessage(AT, ZEYNEP, "Kargom\nnerede?")], language=language)

    letter = parse(data)

    assert letter.visible_text.strip() == "Merhaba,\n\nkargonuz yolda."
    assert "nerede?" in letter.quoted_text


def test_automatic_mail_says_so_and_a_persons_does_not() -> None:
    reply, _ = _written(reply_to=Mailbox("destek+1-a@carsi.example", "Çarşı"))
    automatic, data = _written(reply_to=Mailbox("destek+1-a@carsi.example", "Çarşı"), is_automatic=True)

    assert (reply["Auto-Submitted"], reply["List-Unsubscribe"]) == (None, None)
    assert (automatic["Auto-Submitted"], automatic["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert automatic["List-Unsubscribe"].startswith("<mailto:destek+1-a@carsi.example")
    assert parse(data).kind.is_machine


@pytest.mark.parametrize("address", ["", "zeynep", "şule@example.com", "@example.com", "a@b@c\r\nBcc: d@e", "a b@c.d"])
def test_an_address_that_is_none_is_named(address: str) -> None:
    with pytest.raises(NotAMailAddress) as caught:
        _written(to=[Mailbox(address)])
    assert caught.value.args[0] == address


def test_no_header_can_be_smuggled_in() -> None:
    read, _ = _written(
        to=[Mailbox("zeynep@example.com", "Z\r\nBcc: kotu@example.com")],
        subject="x\r\nBcc: kotu@example.com",
        files=[File('a"\r\nX-Kotu: 1.pdf', "application/pdf", b"x")],
    )
    assert (read["Bcc"], read["X-Kotu"]) == (None, None)
