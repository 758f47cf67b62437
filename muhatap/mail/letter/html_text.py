"""Reads an HTML body as lines of text, and remembers which piece of the HTML each line came from.

`html_to_text` is what the search index, the plain part of a reply and a reader without HTML see;
`read_page` is what `quotes` folds. Both take time linear in the length, whatever the HTML looks like.
"""

import html as stdlib_html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from muhatap.core.html_guard import tame

# A body beyond this is no letter: its tags are taken out roughly, its words are all kept.
MOST_CHARACTERS = 3_000_000

_UNREAD = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "svg",
        "math",
        "object",
        "applet",
        "noframes",
        "select",
        "textarea",
        "iframe",
        "xml",
        "meta",
        "link",
        "base",
    ]
)
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html li main menu nav ol p pre
    section summary table tbody tfoot thead tr ul legend listing xmp plaintext
    """.split()  # noqa: SIM905
)
_PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure"]
)
_VOID = frozenset(["area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"])
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RULE = "-" * 20

# Marks that mail programs leave where the earlier mail begins; `x_` is what Outlook puts before foreign ones.
_CUT_IDS = frozenset(
    """
    appendonsend divrplyfwdmsg stopspelling zwchr olk_src_body_section
    mail-editor-reference-message-container replysplit origbody isforwardcontent isreplycontent
    ms-outlook-reference-message
    """.split()  # noqa: SIM905
)
_CUT_CLASSES = frozenset(
    [
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "yahoo-quoted",
        "tutanota_quote_container",
        "ymail_android_quote",
    ]
)
_ATTRIBUTION_CLASSES = frozenset(["gmail_attr", "moz-cite-prefix", "moz-email-headers-table", "reply-intro"])
_SIGNATURE_CLASSES = frozenset(
    [
        "gmail_signature",
        "moz-signature",
        "protonmail_signature_block",
        "ymail_android_signature",
        "gmail_signature_prefix",
    ]
)
_SIGNATURE_IDS = frozenset(
    ["signature", "ms-outlook-mobile-signature", "applemailsignature", "ymail_android_signature", "sk_signature"]
)
# The line that Outlook and Windows Mail draw above the head of the earlier mail, in its known greys.
_OUTLOOK_HEAD = re.compile(
    r"border-top(?:-color)?:\s*(?:solid\s*)?(?:#?(?:e1e1e1|b5c4df)|rgb\(229, ?229, ?229\)|rgb\(225, ?225, ?225\))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """One line as it is read: its words, how deep it is quoted, and what a mail program marked it as."""

    text: str
    depth: int = 0
    # "", "cut" (the earlier mail begins here), "attribution" or "signature".
    hint: str = ""

    @property
    def shown(self) -> str:
        return f"{'> ' * self.depth}{self.text}".rstrip(" ") if self.depth else self.text


@dataclass(slots=True)
class _Place:
    """An element on the way down to a leaf."""

    node: LexborNode
    parent: int
    tag: str


@dataclass(slots=True)
class _Leaf:
    place: int
    line: int
    html: str


@dataclass
class Page:
    """The lines of a body, with the leaves of its tree to put any choice of them together again."""

    lines: list[Line] = field(default_factory=list)
    _places: list[_Place] = field(default_factory=list)
    _leaves: list[_Leaf] = field(default_factory=list)

    def pieces(self, choice: Sequence[int], *, count: int) -> list[str]:
        """`count` well-formed fragments; line `i` goes into the fragment `choice[i]`."""
        pieces = [_Piece(self._places) for _ in range(count)]
        for leaf in self._leaves:
            pieces[choice[leaf.line] if leaf.line < len(choice) else 0].add(leaf)
        return [piece.html() for piece in pieces]


def html_to_text(html: str) -> str:
    """Readable text of an HTML body: paragraphs, lists, tables by rows, links with their address."""
    lines = read_page(html, with_links=True).lines
    return "\n".join(line.shown for line in lines).strip("\n")


def read_page(html: str, *, with_links: bool = False) -> Page:
    """Reads the body once. Scripts, styles and what the sender hid are not read."""
    if len(html) > MOST_CHARACTERS:
        return _read_roughly(html)
    reader = _Reader(with_links=with_links)
    reader.read(LexborHTMLParser(tame(html.replace("\x00", ""))))
    return reader.page


def _read_roughly(html: str) -> Page:
    page = Page(_places=[])
    text = stdlib_html.unescape(re.sub(r"<[^<>]*>", " ", html))
    for index, words in enumerate(text.splitlines()):
        page.lines.append(Line(text=_SPACES.sub(" ", words).strip()))
        page._leaves.append(_Leaf(-1, index, f"{stdlib_html.escape(words, quote=False)}<br>"))
    return page


class _Reader:
    def __init__(self, *, with_links: bool) -> None:
        self.page = Page()
        self.with_links = with_links
        self.words: list[str] = []
        self.has_space = True
        self.wants_blank = False
        self.depth = 0
        self.hint = ""
        self.signature_depth = 0
        self.pre = 0
        self.lists: list[int] = []
        self.mark = ""
        self.line_depth = 0
        self.line_hint = ""
        self.keeps_blank = False

    def read(self, tree: LexborHTMLParser) -> None:
        root = tree.body or tree.root
        if root is not None:
            self._walk(root)
        self._end_line()

    def _walk(self, root: LexborNode) -> None:
        """Down and up the tree without recursion; `opened` holds what to undo on the way up."""
        opened: list[tuple[LexborNode, _Undo]] = []
        place = -1
        node = root.first_child
        while node is not None or opened:
            if node is None:
                element, undo = opened.pop()
                self._leave(undo, place)
                place = undo.place
                node = element.next
            elif node.is_text_node:
                self._text(node.text_content or "", place)
                node = node.next
            elif not node.is_element_node or (tag := node.tag or "") in _UNREAD:
                node = node.next
            elif tag in _VOID:
                self._void(node, tag, place)
                node = node.next
            else:
                entered = self._enter(node, tag, place)
                if entered is None:
                    node = node.next
                    continue
                self.page._places.append(_Place(node, place, tag))
                place = len(self.page._places) - 1
                opened.append((node, entered))
                node = node.first_child

    def _enter(self, node: LexborNode, tag: str, place: int) -> "_Undo | None":
        attributes = node.attributes
        style = (attributes.get("style") or "").lower() if attributes else ""
        if style and "display" in style and "display:none" in style.replace(" ", ""):
            return None
        undo = _Undo(place=place, tag=tag, leaves=len(self.page._leaves))
        if tag in _BLOCKS:
            self._break(is_paragraph=tag in _PARAGRAPHS)
        elif tag in {"td", "th"} and self.words:
            self._add("\t")
            self.has_space = True
        if attributes:
            self._notice(attributes, style, undo)
        if tag == "blockquote" and self._is_quotation(attributes, style):
            self.depth += 1
            undo.depth = 1
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else -1)
            undo.is_list = True
        elif tag == "li":
            self._bullet()
        elif tag == "a" and self.with_links:
            undo.href = (attributes.get("href") or "").strip()
            undo.from_word = len(self.words)
        if tag in {"pre", "listing", "xmp", "plaintext"} or (
            "white-space" in style and "white-space:pre" in style.replace(" ", "")
        ):
            self.pre += 1
            undo.pre = 1
        return undo

    def _leave(self, undo: "_Undo", place: int) -> None:
        if undo.href:
            self._link(undo)
        if undo.tag in _BLOCKS:
            if undo.leaves == len(self.page._leaves):
                self._leaf(place, "")  # an empty block still parts the lines above and below it
            self._break(is_paragraph=undo.tag in _PARAGRAPHS)
        self.depth -= undo.depth
        self.pre -= undo.pre
        self.signature_depth -= undo.signature
        if undo.is_list:
            self.lists.pop()
        if undo.tag == "li":
            self.mark = ""

    def _notice(self, attributes: dict[str, str | None], style: str, undo: "_Undo") -> None:
        identity = _bare(attributes.get("id") or "")
        classes = {_bare(name) for name in (attributes.get("class") or "").split()}
        if (
            identity in _CUT_IDS
            or classes & _CUT_CLASSES
            or (style and "border-top" in style and _OUTLOOK_HEAD.search(style))
        ):
            self._end_line()
            self.hint = "cut"
        elif classes & _ATTRIBUTION_CLASSES or identity == "reply-intro":
            self._end_line()
            self.hint = self.hint or "attribution"
        elif (
            classes & _SIGNATURE_CLASSES
            or identity in _SIGNATURE_IDS
            or attributes.get("data-smartmail") == "gmail_signature"
            or "data-signatureblock" in attributes
        ):
            self.signature_depth += 1
            undo.signature = 1

    def _is_quotation(self, attributes: dict[str, str | None], style: str) -> bool:
        """An earlier mail, not the indentation that composers write with the same element."""
        compact = style.replace(" ", "")
        if (
            attributes.get("type") == "cite"
            or "cite" in attributes
            or "quote" in (attributes.get("class") or "").lower()
        ):
            return True
        if "border:none" in compact or "border:0" in compact:
            return False
        if "border-left" in compact or "padding-left" in compact:
            return True
        above = next((line.text for line in reversed(self.page.lines[-3:]) if line.text), "")
        return self.depth > 0 or above.endswith((":", "："))

    def _bullet(self) -> None:
        """The mark waits for the first words of the item: an empty item is no line."""
        mark = "- "
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            mark = f"{self.lists[-1]}. "
        self.mark = "  " * max(0, len(self.lists) - 1) + mark

    def _link(self, undo: "_Undo") -> None:
        said = "".join(self.words[undo.from_word :]).strip()
        address = undo.href
        if not address.lower().startswith(("http://", "https://")) or len(address) > 2_000:
            return
        if said and address.rstrip("/").removeprefix("https://").removeprefix("http://") not in said:
            self._add(f" ({address})")

    def _void(self, node: LexborNode, tag: str, place: int) -> None:
        if tag == "br":
            self._begin()
            self._leaf(place, "<br>")
            self.keeps_blank = True
            self._end_line()
        elif tag == "hr":
            self._break(is_paragraph=False)
            attributes = node.attributes
            if attributes:
                self._notice(attributes, "", _Undo(place=place, tag=tag))
            self._begin()
            self._leaf(place, _opening(node, tag))
            self.words.append(_RULE)
            self._end_line()
        else:
            self._begin()
            self._leaf(place, _opening(node, tag))
            alt = (node.attributes.get("alt") or "").strip() if tag == "img" else ""
            if alt:
                self._add(alt if self.has_space else f" {alt}")

    def _text(self, text: str, place: int) -> None:
        if self.pre:
            self._preformatted(text, place)
            return
        self._begin_if(text)
        self._leaf(place, stdlib_html.escape(text, quote=False))
        words = _SPACES.sub(" ", text)
        if self.has_space and words.startswith(" "):
            words = words[1:]
        if words:
            self._add(words)

    def _preformatted(self, text: str, place: int) -> None:
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if number:
                self.keeps_blank = True
                self._leaf(place, "\n")
                self._end_line()
            self._begin_if(line)
            self._leaf(place, stdlib_html.escape(line, quote=False))
            if line:
                self._add(line)

    def _begin_if(self, text: str) -> None:
        if not self.words and text.strip(" \t\r\n\f"):
            self._begin()

    def _begin(self) -> None:
        """The first words of a line decide how deep it is quoted and what it is marked as."""
        if self.words or self.keeps_blank:
            return
        if self.wants_blank and self.page.lines and self.page.lines[-1].text:
            self.page.lines.append(Line("", min(self.depth, self.page.lines[-1].depth)))
        self.wants_blank = False
        self.line_depth = self.depth
        self.line_hint = self.hint or ("signature" if self.signature_depth else "")

    def _leaf(self, place: int, html: str) -> None:
        self.page._leaves.append(_Leaf(place, len(self.page.lines), html))

    def _add(self, words: str) -> None:
        if not self.words:
            self.line_depth = self.depth
        self.words.append(words)
        self.has_space = words[-1] in " \t"
        if "\u00a0" in words:
            self.keeps_blank = True

    def _break(self, *, is_paragraph: bool) -> None:
        self._end_line()
        self.wants_blank = self.wants_blank or is_paragraph

    def _end_line(self) -> None:
        text = "".join(self.words).replace("\u00a0", " ").rstrip()
        text = text if self.pre else text.strip()
        if text.strip():
            self.page.lines.append(Line(self.mark + text, self.line_depth, self.line_hint))
            self.hint = self.mark = ""
        elif self.keeps_blank and (not self.page.lines or self.page.lines[-1].text):
            self.page.lines.append(Line("", self.depth, "signature" if self.signature_depth else ""))
        self.words.clear()
        self.has_space, self.keeps_blank = True, False


@dataclass(slots=True)
class _Undo:
    """What to put back when an element ends."""

    place: int
    tag: str
    leaves: int = 0
    depth: int = 0
    pre: int = 0
    signature: int = 0
    is_list: bool = False
    href: str = ""
    from_word: int = 0


class _Piece:
    """A fragment under construction: opens and closes only the elements that its leaves stand in."""

    def __init__(self, places: Sequence[_Place]) -> None:
        self._places = places
        self._open: list[int] = []
        self._depth_of: dict[int, int] = {}
        self._out: list[str] = []
        self._has_content = False

    def add(self, leaf: _Leaf) -> None:
        self._go_to(leaf.place)
        self._out.append(leaf.html)
        self._has_content = self._has_content or bool(leaf.html.strip())

    def html(self) -> str:
        if not self._has_content:
            return ""
        self._close_to(0)
        return "".join(self._out).strip()

    def _go_to(self, place: int) -> None:
        missing: list[int] = []
        while place >= 0 and place not in self._depth_of:
            missing.append(place)
            place = self._places[place].parent
        self._close_to(self._depth_of[place] + 1 if place >= 0 else 0)
        for index in reversed(missing):
            self._depth_of[index] = len(self._open)
            self._open.append(index)
            self._out.append(_opening(self._places[index].node, self._places[index].tag))

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            index = self._open.pop()
            del self._depth_of[index]
            self._out.append(f"</{self._places[index].tag}>")


def _opening(node: LexborNode, tag: str) -> str:
    attributes = node.attributes
    if not attributes:
        return f"<{tag}>"
    said = "".join(
        f" {name}" if value is None else f' {name}="{stdlib_html.escape(value)}"'
        for name, value in attributes.items()
        if name and not any(char in name for char in "\"'<>=/ \t\n")
    )
    return f"<{tag}{said}>"


def _bare(name: str) -> str:
    """Outlook writes `x_` before the names in a mail that it quotes; numbers follow some."""
    name = name.lower()
    while name.startswith("x_"):
        name = name[2:]
    return name.rstrip("0123456789-_") if name.startswith(("yahoo_quoted", "applemailsignature")) else name
