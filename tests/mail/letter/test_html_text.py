# ruff: noqa: E501 (a case is one line)
"""HTML as a person would read it aloud."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muhatap.mail.letter.html_text import html_to_text, read_page


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Merhaba", "Merhaba"),
        ("<p>Bir</p><p>İki</p>", "Bir\n\nİki"),
        ("<div>Bir</div><div>İki</div>", "Bir\nİki"),
        ("<div>Bir<br></div><div><br></div><div>İki</div>", "Bir\n\nİki"),
        ("Bir<br>İki<br><br>Üç", "Bir\nİki\n\nÜç"),
        ("Bir   \n\t iki <b>üç</b>,<i>dört</i>", "Bir iki üç,dört"),
        ("<p>a&nbsp;b &amp; c &lt;d&gt; &#351;</p>", "a b & c <d> ş"),
        ("<ul><li>Lamba</li><li>Sandalye</li></ul>", "- Lamba\n- Sandalye"),
        ("<ol><li>Bir</li><li>İki<ul><li>alt</li></ul></li></ol>", "1. Bir\n2. İki\n\n  - alt"),
        ("<table><tr><td>Lamba</td><td>2</td><td>90 TL</td></tr><tr><td>Kargo</td><td></td><td>0</td></tr></table>", "Lamba\t2\t90 TL\nKargo\t\t0"),
        ("<table><tr><td><p>Bir</p></td><td><p>İki</p></td></tr></table>", "Bir\n\nİki"),
        ('<a href="https://ornek.com/takip">Takip edin</a>.', "Takip edin (https://ornek.com/takip)."),
        ('<a href="https://ornek.com/">ornek.com</a>', "ornek.com"),
        ('<a href="mailto:a@b.c">a@b.c</a>', "a@b.c"),
        ('<a href="javascript:alert(1)">Tıkla</a>', "Tıkla"),
        ('<img src="cid:x" alt="Kırık lamba">', "Kırık lamba"),
        ("<pre>bir\n  iki\n\nüç</pre>", "bir\n  iki\n\nüç"),
        ('<div style="white-space: pre-wrap">bir\niki</div>', "bir\niki"),
        ("<blockquote type=cite>Eski<blockquote type=cite>Daha eski</blockquote></blockquote>Yeni", "> Eski\n>\n> > Daha eski\n\nYeni"),
        ("<p>Bir</p><hr><p>İki</p>", "Bir\n\n--------------------\n\nİki"),
        ("<script>x()</script><style>p{}</style><title>t</title>Metin<!-- yorum -->", "Metin"),
        ('<span style="display:none">gizli önizleme</span>Görünen', "Görünen"),
        ("<p class=MsoNormal>Bir<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>İki</p>", "Bir\n\nİki"),
        ("<h1>Başlık</h1>Metin", "Başlık\n\nMetin"),
        ("<![if !mso]>a<![endif]><p>b", "a\n\nb"),
        ("<p>açık <b>kalan <i>etiketler", "açık kalan etiketler"),
    ],
)  # fmt: skip
def test_html_reads_as_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "son",
        "".join(f"<b a{number}>" for number in range(256)) + "<p>x" * 50_000 + "son",
        "<table><tr><td>" * 30_000 + "son",
        "<font color=red>" * 50_000 + "son",
        "<b><div></b>" * 20_000 + "son",
        "<svg><foreignObject></svg>" * 10_000 + "</svg>" * 10_000 + "<p>son",
        '<div title="<">' * 30_000 + "son",
        "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">son",
        "<" * 1_000_000,
        "<ul><li>" * 30_000 + "son",
        "x" * 5_000_000 + "son",
    ],
    ids=range(11),
)
def test_hostile_html_takes_no_more_than_a_moment(html: str) -> None:
    started = time.process_time()

    text = html_to_text(html)

    # About a second at worst; the parsers alone take minutes for some of these.
    assert time.process_time() - started < 15
    assert text.endswith("son") or "son" not in html or "svg" in html


PIECES = [
    *"<>/= abç\n",
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "</b>",
    "<table>",
    "<td>",
    "</table>",
    "<pre>",
    "<li>",
    "&amp;",
    "&#0;",
    "<!--",
    "-->",
    '"',
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_choice_of_lines_can_be_put_together_again(pieces: list[str]) -> None:
    page = read_page("".join(pieces))

    whole, nothing = page.pieces([0] * len(page.lines), count=2)

    assert nothing == ""
    assert [line.text for line in read_page(whole).lines if line.text] == [
        line.text for line in page.lines if line.text
    ]


def test_a_body_beyond_measure_keeps_its_words() -> None:
    html = "<p>Baş</p>" + "<br>x" * 800_000 + "<p>son &amp; bitti</p>"

    assert html_to_text(html).startswith("Baş")
    assert html_to_text(html).endswith("son & bitti")
