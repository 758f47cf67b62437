"""A paper as a PDF: A4, Inter, few colours, much room.

Drawn stroke by stroke on reportlab's canvas. Its paragraphs read a markup of their own, and names of brands and
channels are written by people: here a text is only ever a text. Imported by whoever prints, when they print: the
library and its fonts are some 20 MB that no idle process carries.
"""

import io
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from muhatap.reports.papers import sheets
from muhatap.reports.papers.paper import (
    Beside,
    Block,
    Column,
    Distribution,
    Grid,
    Listing,
    Number,
    Numbers,
    Paper,
    Picture,
    Row,
    Week,
    Words,
)
from muhatap.reports.papers.sheets import Piece
from muhatap.web import assets

WIDTH, HEIGHT = A4
SIDE, HEAD, FOOT = 48.0, 48.0, 56.0
ROOM, INNER = HEIGHT - HEAD - FOOT, WIDTH - 2 * SIDE
GUTTER, SECTION, LEADING = 28.0, 22.0, 1.38
# The light colours of web/css/tokens.css, in sRGB.
INK, SOFT, FAINT = HexColor(0x19232A), HexColor(0x49545D), HexColor(0x667078)
LINE, PAPER, TILE, AMBER, WHITE = (HexColor(one) for one in (0xE2DFDA, 0xF4F2EE, 0x00727E, 0x9F6116, 0xFFFFFF))
# How much of the tile's colour each step of a week has, as on the screen.
STEPS = (0.0, 0.12, 0.26, 0.42, 0.82, 0.91, 1.0)
DARK_FROM = 4
PLAIN, STRONG = "Muhatap", "Muhatap Strong"
_FILES = {PLAIN: "print-regular.ttf", STRONG: "print-semibold.ttf"}
_reading = threading.Lock()


@dataclass(frozen=True)
class Style:
    size: float
    colour: HexColor = INK
    font: str = PLAIN

    @property
    def leading(self) -> float:
        return self.size * LEADING

    def width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, self.font, self.size))


TITLE, PERIOD, ABOUT = Style(22, font=STRONG), Style(11, SOFT), Style(8.5, FAINT)
HEADING, TEXT, SMALL, TINY = Style(11, font=STRONG), Style(9), Style(8, SOFT), Style(7, FAINT)
BIG, FACT, VALUE = Style(21, font=STRONG), Style(10.5, font=STRONG), Style(9, font=STRONG)


@dataclass(frozen=True)
class Part:
    """A piece, and how it is drawn with its upper left corner at a place."""

    piece: Piece
    draw: Callable[["Sheet", float, float], None]


class Sheet:
    """A canvas on which heights count from the top down."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(self, text: str, style: Style, x: float, top: float, *, align: str = "left") -> None:
        text = written(text)
        place = x - {"left": 0.0, "middle": 0.5, "right": 1.0}[align] * style.width(text)
        self.canvas.setFont(style.font, style.size)
        self.canvas.setFillColor(style.colour)
        # The letters sit in the middle of their line.
        self.canvas.drawString(place, HEIGHT - top - style.leading / 2 - style.size * 0.35, text)

    def lines(self, found: Sequence[str], style: Style, x: float, top: float) -> None:
        for number, line in enumerate(found):
            self.text(line, style, x, top + number * style.leading)

    def box(self, x: float, top: float, width: float, height: float, colour: HexColor) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.roundRect(x, HEIGHT - top - height, width, height, min(1.5, height / 2), stroke=0, fill=1)

    def rule(self, x: float, top: float, width: float) -> None:
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x, HEIGHT - top, x + width, HEIGHT - top)


def print_(paper: Paper) -> bytes:
    """Return the paper as the bytes of a PDF. Raises AssetsMissing where no fonts were built."""
    _read_fonts()
    head = _head(paper)
    parts = [part for block in paper.blocks for part in _parts(block, INNER)]
    pieces = [part.piece for part in parts]
    pages = sheets.laid(pieces, room=ROOM, first=ROOM - head.piece.height)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, lang=paper.language)
    canvas.setTitle(written(f"{paper.title} · {paper.period}"))
    canvas.setAuthor("Muhatap")
    canvas.setCreator("Muhatap")
    sheet = Sheet(canvas)
    for number, page in enumerate(pages):
        begins = HEAD
        if not number:
            head.draw(sheet, SIDE, HEAD)
            begins += head.piece.height
        for placed in page:
            parts[placed.piece].draw(sheet, SIDE, begins + placed.top)
        _foot(sheet, paper, number + 1, len(pages))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def written(text: str) -> str:
    """Return a text without what no letter of the font stands for: pictures, and marks that only steer them."""
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        letter for letter in composed if ord(letter) in known or unicodedata.category(letter) not in _PICTURES
    )


_PICTURES = frozenset({"So", "Sk", "Mn", "Cf", "Cc", "Co", "Cn"})


def _read_fonts() -> None:
    with _reading:
        known = set(pdfmetrics.getRegisteredFontNames())
        for name, file in _FILES.items():
            if name not in known:
                pdfmetrics.registerFont(TTFont(name, str(assets.file_of(file))))


# What a paper begins and ends with ----------------------------------------------------------------------------------


def _head(paper: Paper) -> Part:
    about = [line for each in paper.about for line in sheets.lines(written(each), INNER, ABOUT.width)]
    height = TITLE.leading + PERIOD.leading + 4 + len(about) * ABOUT.leading + SECTION

    def draw(sheet: Sheet, x: float, top: float) -> None:
        sheet.text(sheets.cut(paper.title, INNER, TITLE.width), TITLE, x, top)
        sheet.text(paper.period, PERIOD, x, top + TITLE.leading)
        sheet.lines(about, ABOUT, x, top + TITLE.leading + PERIOD.leading + 4)

    return Part(Piece(height), draw)


def _foot(sheet: Sheet, paper: Paper, number: int, of: int) -> None:
    top = HEIGHT - FOOT + 18
    sheet.rule(SIDE, top, INNER)
    room = INNER - 40
    sheet.text(sheets.cut(written(f"Muhatap · {paper.title} · {paper.made}"), room, TINY.width), TINY, SIDE, top + 5)
    sheet.text(f"{number} / {of}", TINY, WIDTH - SIDE, top + 5, align="right")


# Blocks -------------------------------------------------------------------------------------------------------------


def _parts(block: Block, width: float) -> list[Part]:
    match block:
        case Numbers():
            return [_numbers(block, width)]
        case Distribution():
            return [_distribution(block, width)]
        case Picture():
            return _headed(block.title, block.text, width, [_columns(block.columns, width, 104)])
        case Week():
            return _headed(block.title, block.text, width, [_week(block, width)])
        case Listing():
            return _headed(block.title, block.text, width, [_row(row, width) for row in block.rows])
        case Grid():
            return _grid(block, width)
        case Words():
            return _words(block, width)
        case Beside():
            return [_beside(block, width)]


def _headed(title: str, text: str, width: float, parts: Sequence[Part]) -> list[Part]:
    """Put a heading over parts; it stays with the first of them."""
    below = sheets.lines(written(text), width, SMALL.width)
    height = 8 + HEADING.leading + len(below) * SMALL.leading + 6

    def draw(sheet: Sheet, x: float, top: float) -> None:
        sheet.rule(x, top, width)
        sheet.text(sheets.cut(title, width, HEADING.width), HEADING, x, top + 8)
        sheet.lines(below, SMALL, x, top + 8 + HEADING.leading)

    return [Part(Piece(height, SECTION, holds=True), draw), *parts]


def _numbers(block: Numbers, width: float) -> Part:
    each = width / max(len(block.numbers), 1)
    labels = [sheets.lines(written(one.label), each - 10, SMALL.width) for one in block.numbers]
    below = [_below(one, each - 10) for one in block.numbers]
    of_labels = max(map(len, labels), default=0) * SMALL.leading
    height = of_labels + BIG.leading + max(map(len, below), default=0) * TINY.leading

    def draw(sheet: Sheet, x: float, top: float) -> None:
        for place, number in enumerate(block.numbers):
            left = x + place * each
            # Short labels stand right above their numbers.
            sheet.lines(labels[place], SMALL, left, top + of_labels - len(labels[place]) * SMALL.leading)
            sheet.text(number.value, BIG, left, top + of_labels)
            sheet.lines(below[place], TINY, left, top + of_labels + BIG.leading)

    return Part(Piece(height, SECTION), draw)


def _distribution(block: Distribution, width: float) -> Part:
    left_width = width * 0.5 - GUTTER / 2
    picture = _columns(block.columns, width - left_width - GUTTER, 118)
    note = sheets.lines(written(block.note), left_width, SMALL.width)
    of_top = 8 + HEADING.leading + 4
    of_value = BIG.leading
    beside = BIG.width(block.value) + 6
    of = sheets.lines(written(block.of), left_width - beside, SMALL.width)
    each = left_width / max(len(block.numbers), 1)
    below = [_below(number, each - 8) for number in block.numbers]
    of_numbers = TINY.leading + FACT.leading + max(map(len, below), default=0) * TINY.leading if block.numbers else 0
    height = of_top + of_value + len(note) * SMALL.leading + 8 + of_numbers
    height = max(height, of_top + picture.piece.height)

    def draw(sheet: Sheet, x: float, top: float) -> None:
        sheet.rule(x, top, width)
        sheet.text(sheets.cut(block.title, width - 90, HEADING.width), HEADING, x, top + 8)
        sheet.text(block.count, SMALL, x + width, top + 10, align="right")
        if not block.value:
            sheet.lines(note, SMALL, x, top + of_top)
            return
        y = top + of_top
        sheet.text(block.value, BIG, x, y)
        sheet.lines(of, SMALL, x + beside, y + BIG.leading - 5 - len(of) * SMALL.leading)
        sheet.lines(note, SMALL, x, y + of_value)
        y += of_value + len(note) * SMALL.leading + 8
        for place, number in enumerate(block.numbers):
            at = x + place * each
            sheet.text(sheets.cut(number.label, each - 6, TINY.width), TINY, at, y)
            sheet.text(sheets.cut(number.value, each - 6, FACT.width), FACT, at, y + TINY.leading)
            sheet.lines(below[place], TINY, at, y + TINY.leading + FACT.leading)
        if block.columns:
            picture.draw(sheet, x + left_width + GUTTER, top + of_top)

    piece = Piece(height if block.value else of_top + len(note) * SMALL.leading, SECTION)
    return Part(piece, draw)


def _columns(columns: Sequence[Column], width: float, height: float) -> Part:
    slot = width / max(len(columns), 1)
    small = replace(TINY, size=6.4)
    above = replace(small, colour=INK, font=STRONG)
    foot, head = small.leading + 3, above.leading + 1

    def draw(sheet: Sheet, x: float, top: float) -> None:
        floor = top + height - foot
        for place, column in enumerate(columns):
            tall = max((height - foot - head) * column.height, 1.0)
            middle = x + (place + 0.5) * slot
            sheet.box(middle - slot * 0.36, floor - tall, slot * 0.72, tall, AMBER if column.is_marked else TILE)
            sheet.text(column.value, above, middle, floor - tall - head, align="middle")
            sheet.text(sheets.cut(column.label, slot, small.width), small, middle, floor + 3, align="middle")

    return Part(Piece(height if columns else 0.0), draw)


def _week(block: Week, width: float) -> Part:
    head, high = TINY.leading + 3, 15.0
    names = max((TINY.width(name) for name, _cells in block.days), default=0.0) + 8
    cell = (width - names) / 24
    small = replace(TINY, size=6.4, colour=INK)

    def draw(sheet: Sheet, x: float, top: float) -> None:
        for hour in range(24):
            sheet.text(f"{hour:02}", TINY, x + names + (hour + 0.5) * cell, top, align="middle")
        for number, (name, cells) in enumerate(block.days):
            y = top + head + number * high
            sheet.text(name, TINY, x, y + (high - 1.5 - TINY.leading) / 2)
            for hour, one in enumerate(cells):
                sheet.box(x + names + hour * cell, y, cell - 1.5, high - 1.5, _mixed(one.step))
                style = replace(small, colour=WHITE) if one.step >= DARK_FROM else small
                middle = x + names + hour * cell + (cell - 1.5) / 2
                sheet.text(one.text, style, middle, y + (high - 1.5 - small.leading) / 2, align="middle")

    return Part(Piece(head + high * len(block.days)), draw)


def _row(row: Row, width: float) -> Part:
    right = max(VALUE.width(row.value), TINY.width(row.below))
    terms = sheets.lines(written(row.term), width - right - 10, TEXT.width)
    helps = sheets.lines(written(row.help), width - right - 10, TINY.width)
    of_left = len(terms) * TEXT.leading + len(helps) * TINY.leading
    height = max(of_left, VALUE.leading + (TINY.leading if row.below else 0)) + 8

    def draw(sheet: Sheet, x: float, top: float) -> None:
        sheet.lines(terms, TEXT, x, top + 2)
        sheet.lines(helps, TINY, x, top + 2 + len(terms) * TEXT.leading)
        sheet.text(row.value, VALUE, x + width, top + 2, align="right")
        sheet.text(row.below, TINY, x + width, top + 2 + VALUE.leading, align="right")

    return Part(Piece(height), draw)


def _grid(block: Grid, width: float) -> list[Part]:
    begins = sheets.edges([2.2, *[1.0] * (len(block.heads) - 1)], width)
    high = TEXT.leading + 7

    def draw(cells: Sequence[str], styles: Sequence[Style], sheet: Sheet, x: float, top: float) -> None:
        for place, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            room = begins[place + 1] - begins[place] - (10 if place == 0 else 4)
            text = sheets.cut(written(cell), room, style.width)
            if place:
                sheet.text(text, style, x + begins[place + 1], top + 3, align="right")
            else:
                sheet.text(text, style, x, top + 3)
        sheet.rule(x, top + high, width)

    heads = Part(Piece(high, holds=True), partial(draw, block.heads, [TINY] * len(block.heads)))
    rows = [
        Part(Piece(high, again=place), partial(draw, row, [TEXT] * len(row))) for place, row in enumerate(block.rows, 1)
    ]
    return _headed(block.title, "", width, [heads, *rows])


def _words(block: Words, width: float) -> list[Part]:
    style = TINY if block.is_small else TEXT
    found = sheets.lines(written(block.text), width, style.width)

    def draw(line: str, sheet: Sheet, x: float, top: float) -> None:
        sheet.text(line, style, x, top)

    return [
        Part(Piece(style.leading, SECTION if not number else 0.0, holds=not number), partial(draw, line))
        for number, line in enumerate(found)
    ]


def _beside(block: Beside, width: float) -> Part:
    half = (width - GUTTER) / 2
    sides = [_parts(one, half) for one in (block.left, block.right)]
    tall = max(sum(part.piece.height for part in side) for side in sides)

    def draw(sheet: Sheet, x: float, top: float) -> None:
        for place, side in enumerate(sides):
            y = top
            for part in side:
                part.draw(sheet, x + place * (half + GUTTER), y)
                y += part.piece.height

    return Part(Piece(tall, SECTION), draw)


def _below(number: Number, width: float) -> list[str]:
    return [line for each in number.below for line in sheets.lines(written(each), width, TINY.width)]


def _mixed(step: int) -> HexColor:
    if not step:
        return PAPER
    share = STEPS[step]
    red, green, blue = (share * of_tile + 1 - share for of_tile in (TILE.red, TILE.green, TILE.blue))
    return HexColor(round(red * 255) * 65536 + round(green * 255) * 256 + round(blue * 255))
