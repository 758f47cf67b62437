"""Pages of measures on paper: where things stand, and that a PDF says what the page says, in its reader's letters."""

import io
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from muhatap.conversations.models import Channel
from muhatap.reports import counting
from muhatap.reports.contents import days
from muhatap.reports.papers import pdf, sheets
from muhatap.reports.papers.paper import Block, Column, Distribution, Grid, Number, Paper, Words
from muhatap.reports.papers.sheets import Piece, Placed
from muhatap.team.models import Agent
from tests import make
from tests.reports.test_pages import answered


def read(printed: bytes) -> list[str]:
    """Return what a reader finds on each sheet, in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(printed)).pages]


def asked(agent: Agent, address: str = "/measures/pdf/overview/") -> list[str]:
    client = Client()
    client.force_login(agent)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return read(answer.content)


# Pure ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "first", "wanted"),
    [
        # There is a sheet even for nothing.
        ([], 100, [[]]),
        # The room above a piece is none at the top of a sheet.
        ([Piece(40, space=20), Piece(40, space=20)], 100, [[(0, 0), (1, 60)]]),
        ([Piece(60, space=20), Piece(60, space=20)], 100, [[(0, 0)], [(1, 0)]]),
        # The first sheet may be lower; what does not fit it goes on.
        ([Piece(60), Piece(60)], 50, [[], [(0, 0)], [(1, 0)]]),
        # A heading stays with what follows, also when only that does not fit.
        ([Piece(50), Piece(20, holds=True), Piece(50)], 100, [[(0, 0)], [(1, 0), (2, 20)]]),
        # A table that goes on begins with its head again, and the head takes its room.
        (
            [Piece(20, holds=True), Piece(40, again=1), Piece(40, again=2), Piece(40, again=3), Piece(40, again=4)],
            100,
            [[(0, 0), (1, 20), (2, 60)], [(0, 0), (3, 20), (4, 60)]],
        ),
        # What no sheet can hold together is parted all the same.
        ([Piece(70, holds=True), Piece(70)], 100, [[(0, 0)], [(1, 0)]]),
    ],
)
def test_pieces_are_laid_on_sheets(pieces: list[Piece], first: float, wanted: list[list[tuple[int, float]]]) -> None:
    found = sheets.laid(pieces, room=100, first=first)

    assert found == [[Placed(*one) for one in sheet] for sheet in wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("bir iki üç", ["bir iki", "üç"]),
        ("  bir\n iki  ", ["bir iki"]),
        ("muvaffakiyetsiz", ["muvaffak", "iyetsiz"]),
        ("en çok 20\N{NO-BREAK SPACE}dk", ["en çok", "20\N{NO-BREAK SPACE}dk"]),
        ("ve muvaffakiyetsiz", ["ve", "muvaffak", "iyetsiz"]),
    ],
)
def test_lines_break_between_words_where_they_can(text: str, wanted: list[str]) -> None:
    assert sheets.lines(text, 8, measure=len) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("Çarşı", "Çarşı"), ("Çarşamba", "Çarşam…"), ("Bir günde", "Bir gü…")])
def test_what_is_too_wide_says_that_it_goes_on(text: str, wanted: str) -> None:
    assert sheets.cut(text, 7, measure=len) == wanted


@pytest.mark.parametrize(
    ("since", "until", "turkish", "english"),
    [
        (date(2026, 11, 17), date(2026, 11, 23), "17–23 Kasım 2026", "17–23 November 2026"),
        (date(2026, 10, 28), date(2026, 11, 3), "28 Ekim – 3 Kasım 2026", "28 October – 3 November 2026"),
        (date(2025, 12, 29), date(2026, 1, 4), "29 Aralık 2025 – 4 Ocak 2026", "29 December 2025 – 4 January 2026"),
        (date(2026, 11, 23), date(2026, 11, 23), "23 Kasım 2026", "23 November 2026"),
        (date(2025, 11, 1), date(2026, 11, 30), "1 Kasım 2025 – 30 Kasım 2026", "1 November 2025 – 30 November 2026"),
    ],
)
def test_days_are_said_as_people_say_them(since: date, until: date, turkish: str, english: str) -> None:
    with override("tr"):
        assert days.in_words(since, until) == turkish
    with override("en"):
        assert days.in_words(since, until) == english


def paper(*blocks: Block, title: str = "Ölçümler") -> Paper:
    return Paper("x.pdf", title, "17–23 Kasım 2026", ["Marka: Çarşı"], blocks, "24 Kasım 2026", "tr")


def test_turkish_letters_come_back_as_they_went_in() -> None:
    words = "Pijamalı hasta yağız şoföre çabucak güvendi. ĞÜŞİÖÇI ğüşiöçı · %81 ₺1.240,50 – “≤ 30 dk” …"

    [sheet] = read(pdf.print_(paper(Words(words), title="Çok şükür, İĞDE ağacı")))

    assert words in sheet
    assert "Çok şükür, İĞDE ağacı" in sheet
    assert "1 / 1" in sheet


def test_pictures_that_the_font_lacks_are_left_out_and_markup_is_text() -> None:
    columns = [Column("≤ 30 dk", "4", 1.0), Column("> 7 g", "0", 0.0)]
    numbers = [Number("Yarısı", "20 dk", ["müşterinin saatiyle 26 sa"])]
    block = Distribution("<b>🎁 Mağaza</b>", "n = 4", "%75", "hedef içinde", "%30–95", numbers, columns)

    [sheet] = read(pdf.print_(paper(block)))

    assert "<b> Mağaza</b>" in sheet
    assert "müşterinin saatiyle 26 sa" in sheet
    assert "≤ 30 dk" in sheet


def test_a_long_table_goes_on_with_its_head() -> None:
    rows = [[f"Kanal {number}", str(number)] for number in range(90)]

    pages = read(pdf.print_(paper(Grid("Kanallar", ["Kanal adı", "n"], rows))))

    assert len(pages) == 3
    assert all("Kanal adı" in page for page in pages)
    found = " ".join(pages)
    assert [found.count(f"Kanal {number} {number} ") for number in range(90)] == [1] * 90
    assert "3 / 3" in pages[-1]


def test_a_pdf_says_its_language_and_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(pdf.print_(paper(Words("Merhaba")))))

    assert reader.root_object["/Lang"] == "tr"
    assert reader.metadata is not None
    assert reader.metadata.title == "Ölçümler · 17–23 Kasım 2026"
    # The letters travel with it, only those that are used.
    page: Any = reader.pages[0]
    fonts = page["/Resources"]["/Font"].values()
    assert any("Inter" in str(font.get_object()["/BaseFont"]) for font in fonts)


def test_a_desk_that_prints_nothing_carries_no_library_for_it() -> None:
    program = (
        "import os, sys\n"
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'muhatap.config.settings')\n"
        "import django\n"
        "django.setup()\n"
        "import muhatap.config.urls, muhatap.reports.jobs\n"
        "sys.exit('reportlab' in sys.modules or 'PIL' in sys.modules)\n"
    )

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


# The pages ----------------------------------------------------------------------------------------------------------


def test_the_page_is_printed_as_it_is_shown(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    for after in (10, 20, 30, 420):
        answered(mailbox_channel, elif_, after=after)
    mailbox_channel.expected_minutes = 60
    mailbox_channel.save()
    counting.fold(now=timezone.now())

    turkish = " ".join(asked(elif_))
    deniz.language = "en"
    deniz.save()
    english = " ".join(asked(deniz, f"/measures/pdf/overview/?channel={mailbox_channel.pk}"))

    assert "%75" in turkish
    assert "Karşılaştırılan günler" in turkish
    assert "hedef içinde (1 sa)" in turkish
    assert "75%" in english
    # Wilson's interval of 3 of 4, as on the page.
    assert "95% interval 30–95%" in english
    assert "Half within" in english
    assert "Brand: Çarşı · Channel: destek@carsi.example" in english


@pytest.mark.parametrize("name", ["overview", "load", "said", "own"])
def test_every_page_is_printed_also_when_nothing_happened(elif_: Agent, name: str) -> None:
    client = Client()
    client.force_login(elif_)

    answer = client.get(f"/measures/pdf/{name}/?period=7")

    assert f'filename="muhatap-{name}-' in answer["Content-Disposition"]
    assert read(answer.content)


def test_only_pages_that_are_there_are_printed_and_for_whom_they_are(elif_: Agent, onur: Agent) -> None:
    client = Client()
    assert client.get("/measures/pdf/overview/").status_code == 302
    client.force_login(elif_)
    assert client.get("/measures/pdf/unknown/").status_code == 404
    assert client.get(f"/measures/agents/{onur.pk}/pdf/").status_code == 403
    assert "Elif Kaya" in " ".join(asked(onur, f"/measures/agents/{elif_.pk}/pdf/"))


def test_an_agent_of_one_brand_prints_no_other(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    answered(mailbox_channel, elif_, after=20)
    onur.brands.add(make.brand("Harbour"))
    counting.fold(now=timezone.now())

    assert "destek@carsi.example" not in " ".join(
        asked(onur, f"/measures/pdf/overview/?brand={mailbox_channel.brand_id}")
    )
    assert "destek@carsi.example" in " ".join(asked(elif_))
