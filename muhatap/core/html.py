"""Cleans the HTML that strangers mail to us and the HTML that agents write, and frames it for reading.

`clean_mail` keeps what makes a mail readable and takes what could run, load, cover or deceive. Nothing is
fetched here: an image from elsewhere waits in a data attribute until the reader asks for it, and tracking
pixels wait for ever. `frame_document` puts the clean HTML into a page of its own, whose policy forbids the
same things a second time. Style sheets are dropped (inline styles stay), as most web mail does.
"""

import html as stdlib_html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import nh3

from muhatap.core.html_guard import tame

# What is shown of one mail at most; attachments and the source hold the rest.
MOST_CHARACTERS = 8_000_000

MAIL_TAGS = frozenset(
    """
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del
    details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main
    mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot
    th thead time tr tt u ul var wbr
    """.split()  # noqa: SIM905
)
# Gone with all that they hold: it is code, or text that no reader was meant to see.
_CONTENT_GONE = frozenset(
    """
    script style title template svg math iframe object embed applet noembed noframes noscript select textarea
    frameset audio video canvas map xml
    """.split()  # noqa: SIM905
)
_SHARED_ATTRIBUTES = {"style", "dir", "lang", "title", "align", "valign", "width", "height", "bgcolor"}
_MAIL_ATTRIBUTES: dict[str, set[str]] = {
    "*": _SHARED_ATTRIBUTES,
    "a": {"href"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "table": {"border", "cellpadding", "cellspacing", "background", "bordercolor", "rules", "frame"},
    "tr": {"background"},
    "td": {"colspan", "rowspan", "nowrap", "background", "scope"},
    "th": {"colspan", "rowspan", "nowrap", "background", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value", "type"},
    "font": {"color", "face", "size"},
    "hr": {"size", "color", "noshade"},
    "br": {"clear"},
    "time": {"datetime"},
    "details": {"open"},
    "del": {"datetime"},
    "ins": {"datetime"},
}
COMPOSED_TAGS = frozenset(
    ["p", "br", "b", "strong", "i", "em", "u", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "img"]
)
_COMPOSED_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}}
_LINK_SCHEMES = frozenset(["http", "https", "mailto", "tel"])
_RELATION = "noopener noreferrer nofollow"


@dataclass(frozen=True)
class CleanHtml:
    """HTML that is safe inside `frame_document`, and what was held back on the way."""

    html: str
    # Images and backgrounds from elsewhere that the reader may ask for.
    blocked_remote_count: int = 0
    # Pixels whose only use is to report that the mail was opened.
    tracker_count: int = 0
    # Links whose words name another host than the one they lead to.
    misleading_link_count: int = 0
    is_cut: bool = False


def clean_mail(html: str, *, cid: Mapping[str, str] = {}, allow_remote: bool = False) -> CleanHtml:
    """Cleans the HTML of a mail.

    `cid` maps a Content-ID without its angle brackets to the address of that inline image on our own
    origin. With `allow_remote` images from elsewhere get their addresses back; trackers do not.
    """
    is_cut = len(html) > MOST_CHARACTERS
    cleaning = _Cleaning(cid=cid, allow_remote=allow_remote)
    clean = nh3.clean(
        tame(html[:MOST_CHARACTERS].replace("\x00", "")),
        tags=set(MAIL_TAGS),
        clean_content_tags=set(_CONTENT_GONE),
        attributes=_MAIL_ATTRIBUTES,
        attribute_filter=cleaning.keep,
        link_rel=_RELATION,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={*_LINK_SCHEMES, "cid", "data"},
    )
    clean = _IMG.sub(cleaning.place_image, clean) if cleaning.has_images else clean
    clean = _LINK.sub(cleaning.name_host, clean) if cleaning.has_links else clean
    return CleanHtml(
        html=clean,
        blocked_remote_count=cleaning.blocked,
        tracker_count=cleaning.trackers,
        misleading_link_count=cleaning.misleading,
        is_cut=is_cut,
    )


def clean_composed(html: str, *, image_prefixes: tuple[str, ...] = ("/attachments/",)) -> str:
    """Cleans what an agent wrote or pasted into the composer: few tags, no styles, only our own images.

    `image_prefixes` are the paths under which our own attachments are served.
    """

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            return _link_address(value)
        if attribute == "src":
            return value if _is_own_image(value, image_prefixes) else None
        if attribute in {"width", "height", "start"}:
            return value if value.isascii() and value.isdigit() else None
        return value

    clean = nh3.clean(
        _as_composed(tame(html[:MOST_CHARACTERS].replace("\x00", ""))),
        tags=set(COMPOSED_TAGS),
        clean_content_tags=set(_CONTENT_GONE),
        attributes=_COMPOSED_ATTRIBUTES,
        attribute_filter=keep,
        link_rel=_RELATION,
        url_schemes=set(_LINK_SCHEMES),
    )
    return _EMPTY_PARAGRAPH.sub("", _IMAGE_WITHOUT_SOURCE.sub("", clean)).strip()


def frame_policy(*, own_origin: str = "'self'", allow_remote: bool = False) -> str:
    """The Content-Security-Policy for a framed mail, to be sent as a header beside the page's own meta.

    `own_origin` says from where the mail's own pictures come: an address when the frame is sandboxed without
    `allow-same-origin` ('self' is nobody there), nothing when they are written into the document.
    """
    images = f"{own_origin} data:".strip() + (" https: http:" if allow_remote else "")
    return (
        f"default-src 'none'; img-src {images}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'; script-src 'none'"
    )


def frame_document(
    clean_html: str,
    *,
    own_origin: str = "'self'",
    allow_remote: bool = False,
    theme: str = "auto",
    language: str = "",
) -> str:
    """The whole document for the sandboxed frame. `theme` is "light", "dark" or "auto" (as the system).

    The element `.mail` is as high as the mail, so the page around the frame can give it that height.

    A mail that sets colours of its own is shown on white paper in either theme, because its black text
    would be lost on a dark page; a mail without colours takes those of the theme.
    """
    policy = stdlib_html.escape(frame_policy(own_origin=own_origin, allow_remote=allow_remote))
    scheme = {"light": "light", "dark": "dark"}.get(theme, "light dark")
    has_colours = bool(_COLOURS.search(clean_html))
    said_language = f' lang="{stdlib_html.escape(language)}"' if language else ""
    paper, scheme = ("paper", "light") if has_colours else ("plain", scheme)
    return (
        f'<!doctype html><html{said_language} class="{paper}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="{scheme}">'
        f'<base target="_blank"><style>:root{{color-scheme:{scheme}}}{_FRAME_STYLE}</style></head>'
        f'<body><div class="mail" dir="auto">{clean_html}</div></body></html>'
    )


_FRAME_STYLE = (
    "html{-webkit-text-size-adjust:100%}"
    "body{margin:0;font:15px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:anywhere}"
    "html.paper{background:#fff;color:#1a1a1a}html.plain body{background:Canvas;color:CanvasText}"
    ".mail{padding:4px;overflow-x:auto}"
    "img{max-width:100%!important;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "blockquote{margin:0;margin-inline-start:4px;padding-inline-start:12px;border-inline-start:2px solid #9993}"
    "img[data-remote-src]{display:inline-block;min-width:24px;min-height:24px;outline:1px dashed #8888;"
    "outline-offset:-1px;font-size:12px}"
    "img[data-tracker-src]{display:none}"
    "a[data-real-host]{text-decoration:underline wavy #c2410c}"
    "a[data-real-host]::after{content:' \\2192\\00a0' attr(data-real-host);font-size:.85em;color:#c2410c}"
    "@media(max-width:640px){table,td,th{height:auto!important}.mail>table{width:100%!important}}"
)
_COLOURS = re.compile(r"\b(?:bgcolor|color)=\"|[;\" ](?:background(?:-color)?|color):")
_IMG = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_LINK = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_TAG = re.compile(r"<[^<>]*>")
_HOST = re.compile(
    r"^(?:https?://)?((?:[\w\u00a1-\uffff-]{1,63}\.){1,8}[a-z\u00a1-\uffff]{2,24})\.?(?::\d+)?(?:[/?#]\S*)?$",
    re.IGNORECASE,
)
_TINY = re.compile(r"(?:^|[;\s])(?:max-)?(?:width|height):\s*[012](?:px|pt)?\s*(?:;|$)")
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED_IN_ADDRESS = re.compile(r"[\t\r\n]")
_EDGES_OF_ADDRESS = "".join(map(chr, range(0x21)))
_RASTER = re.compile(
    r"^data:image/(?:png|gif|jpe?g|webp|bmp|avif|x-icon|vnd\.microsoft\.icon);base64,[A-Za-z0-9+/=\s%]*$", re.IGNORECASE
)
_EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")
_IMAGE_WITHOUT_SOURCE = re.compile(r'<img(?![^>]* src=")[^>]*>')
_BLOCKS_TO_PARAGRAPHS = re.compile(r"<(/?)(?:div|tr|section|article|center|dd|dt)\b[^<>]*>", re.IGNORECASE)
# Without these a parser would throw the paragraphs that were rows out of their table.
_CELLS = re.compile(r"</?(?:table|thead|tbody|tfoot|caption|colgroup|col|td|th)\b[^<>]*>", re.IGNORECASE)
_HEADINGS = re.compile(r"<(/?)h[1-6]\b[^<>]*>", re.IGNORECASE)


def _as_composed(html: str) -> str:
    """Pasted blocks become paragraphs, all headings one size: their line breaks are part of the text."""
    return _HEADINGS.sub(r"<\1h3>", _BLOCKS_TO_PARAGRAPHS.sub(r"<\1p>", _CELLS.sub(" ", html)))


def _is_own_image(address: str, prefixes: tuple[str, ...]) -> bool:
    path = address.strip()
    return path.startswith(prefixes) and "\\" not in path and ".." not in path and not path.startswith("//")


def _bare_address(value: str) -> str:
    """The address as a browser reads it: without edges of spaces and without tabs and line breaks."""
    return _IGNORED_IN_ADDRESS.sub("", value.strip(_EDGES_OF_ADDRESS))


def _link_address(value: str) -> str | None:
    address = _bare_address(value)
    scheme = _SCHEME.match(address)
    return address if scheme and scheme[1].lower() in _LINK_SCHEMES else None


def _remote_address(address: str) -> str | None:
    """The address when it leads off to the network; protocol-relative ones become https."""
    if address[:2] in {"//", "\\\\", "/\\", "\\/"}:
        return "https://" + address[2:]
    scheme = _SCHEME.match(address)
    return address if scheme and scheme[1].lower() in {"http", "https"} else None


class _Cleaning:
    """The choices for one mail, attribute by attribute."""

    def __init__(self, *, cid: Mapping[str, str], allow_remote: bool) -> None:
        self.cid = cid
        self.allow_remote = allow_remote
        self.blocked = self.trackers = self.misleading = 0
        self.has_images = self.has_links = False
        # Marks held-back addresses until the whole <img> is known; unguessable, so no mail can carry it.
        self.mark = f"{secrets.token_hex(12)}:"

    def keep(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style":
            return self._style(value)
        if attribute == "href":
            address = _link_address(value)
            self.has_links = self.has_links or address is not None
            return address
        if attribute == "src":
            return self._image(value)
        if attribute == "background":
            return self._background(value)
        if attribute in {"rel", "target", "title", "alt", "dir", "lang", "face"}:
            return value
        return value if len(value) < 100 and ":" not in value and "(" not in value and "\\" not in value else None

    def _image(self, value: str) -> str | None:
        address = _bare_address(value)
        if address[:4].lower() == "cid:":
            return self._own(address)
        if _RASTER.match(address):
            return address
        remote = _remote_address(address)
        if remote is None:
            return None
        self.has_images = True
        return self.mark + remote

    def _own(self, address: str) -> str | None:
        name = unquote(address[4:]).strip("<> ")
        return self.cid.get(name) or self.cid.get(address[4:])

    def _background(self, value: str) -> str | None:
        address = _bare_address(value)
        if address[:4].lower() == "cid:":
            return self._own(address)
        remote = _remote_address(address)
        if remote is None:
            return None
        if self.allow_remote:
            return remote
        self.blocked += 1
        return None

    def _style(self, value: str) -> str | None:
        kept = []
        for declaration in _declarations(value):
            name, _, said = declaration.partition(":")
            clean = self._declared(name.strip().lower(), said.strip())
            if clean:
                kept.append(clean)
        return ";".join(kept) or None

    def _declared(self, name: str, value: str) -> str | None:
        if name not in _PROPERTIES or not value or len(value) > 2_000:
            return None
        address = _CSS_ADDRESS.search(value) if "(" in value else None
        if address is not None:
            return self._css_image(name, value, address)
        if (
            not _CSS_VALUE.match(value)
            or value.count('"') % 2
            or value.count("'") % 2
            or not _has_safe_functions(value)
        ):
            return None
        if name in _NEVER_NEGATIVE and _NEGATIVE.search(value):
            return None
        return f"{name}:{value}"

    def _css_image(self, name: str, value: str, address: re.Match[str]) -> str | None:
        """`background: #fff url(…)` keeps its colour, and its image when that is ours or was asked for."""
        if name not in {"background", "background-image"}:
            return None
        rest = (value[: address.start()] + " " + value[address.end() :]).strip()
        bare = _bare_address(address[1].strip("\"' "))
        kept = self._own(bare) if bare[:4].lower() == "cid:" else None
        if kept is None and (remote := _remote_address(bare)) is not None:
            if self.allow_remote:
                kept = remote
            else:
                self.blocked += 1
        if kept is not None and _CSS_SAFE_ADDRESS.match(kept):
            clean = self._declared(name, rest) if rest else f"{name}:"
            return f'{clean} url("{kept}")' if clean else None
        return self._declared(name, rest) if rest else None

    def place_image(self, match: re.Match[str]) -> str:
        """Gives a remote image its address back, or puts it into a data attribute that loads nothing."""
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        address = attributes.get("src", "")
        if not address.startswith(self.mark):
            return match[0]
        name = self._name_for(attributes)
        return match[0].replace(f' src="{self.mark}', f' {name}="', 1)

    def _name_for(self, attributes: Mapping[str, str]) -> str:
        sizes = {attributes.get("width", ""), attributes.get("height", "")}
        if any(size.strip(" px") in {"0", "1", "2"} for size in sizes) or _TINY.search(attributes.get("style", "")):
            self.trackers += 1
            return "data-tracker-src"
        if self.allow_remote:
            return "src"
        self.blocked += 1
        return "data-remote-src"

    def name_host(self, match: re.Match[str]) -> str:
        """Writes the real host beside a link whose words name another."""
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        host = _host_of(stdlib_html.unescape(attributes.get("href", "")))
        said = _HOST.match(_said(match[2])) if host else None
        if not host or said is None or _is_same_host(said[1].lower(), host):
            return match[0]
        self.misleading += 1
        return f'<a{match[1]} data-real-host="{stdlib_html.escape(host)}">{match[2]}</a>'


def _said(inner: str) -> str:
    if len(inner) > 4_000:
        return ""
    words = stdlib_html.unescape(_TAG.sub("", inner)).strip().strip("<>()[]\u200b\u00a0 ")
    return words if len(words) < 300 else ""


def _host_of(address: str) -> str:
    try:
        split = urlsplit(address.replace("\\", "/"))
        return (split.hostname or "").lower().rstrip(".") if split.scheme.lower() in {"http", "https"} else ""
    except ValueError:
        return ""


def _is_same_host(said: str, real: str) -> bool:
    said, real = said.removeprefix("www."), real.removeprefix("www.")
    return said == real or real.endswith(f".{said}") or said.endswith(f".{real}")


# Only what colours, spaces and sizes text. Nothing that places (position, transform, z-index), loads
# (list-style-image, content, filter, src), runs (behavior, -moz-binding) or moves (animation).
_PROPERTIES = frozenset(
    """
    background background-color background-image background-position background-repeat background-size border
    border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color border-left-style
    border-left-width border-radius border-right border-right-color border-right-style border-right-width
    border-spacing border-style border-top border-top-color border-top-left-radius border-top-right-radius
    border-top-style border-top-width border-width box-sizing caption-side clear color direction display
    empty-cells float font font-family font-size font-stretch font-style font-variant font-weight height hyphens
    letter-spacing line-height list-style-position list-style-type margin margin-bottom margin-left margin-right
    margin-top max-height max-width min-height min-width opacity overflow overflow-wrap overflow-x padding
    padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration
    text-decoration-color text-decoration-line text-decoration-style text-indent text-transform unicode-bidi
    vertical-align visibility white-space width word-break word-spacing word-wrap
    """.split()  # noqa: SIM905
)
_NEVER_NEGATIVE = frozenset(
    [
        "margin",
        "margin-bottom",
        "margin-left",
        "margin-right",
        "margin-top",
        "text-indent",
        "letter-spacing",
        "word-spacing",
    ]
)
_NEGATIVE = re.compile(r"(?:^|\s)-\s*[\d.]")
_CSS_VALUE = re.compile(r"^[\w\s#%.,()'\"!+\-/*]*$")
_CSS_ADDRESS = re.compile(r"url\(\s*(\"[^\"()\\]*\"|'[^'()\\]*'|[^\"'()\\\s]*)\s*\)", re.IGNORECASE)
_CSS_SAFE_ADDRESS = re.compile(r"^(?:https?://|/)[^\s\"'()\\<>;]*$", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FUNCTION = re.compile(r"([\w-]*)\s*\(")
_SAFE_FUNCTIONS = frozenset(["rgb", "rgba", "hsl", "hsla", "linear-gradient", "min", "max", "calc"])


def _declarations(style: str) -> list[str]:
    """Splits at semicolons outside brackets and inverted commas; each half of a broken pair is refused later."""
    if len(style) > 20_000:
        return []
    style = _CSS_COMMENT.sub(" ", style) if "/*" in style else style
    if "(" not in style and '"' not in style and "'" not in style:
        return style.split(";")
    return _DECLARATION.findall(style)


_DECLARATION = re.compile(r"(?:[^;\"'()]|\"[^\"]*\"|'[^']*'|\([^()]*\)|[\"'()])+")


def _has_safe_functions(value: str) -> bool:
    if "(" not in value and ")" not in value:
        return True
    return value.count("(") == value.count(")") and all(
        name.lower() in _SAFE_FUNCTIONS for name in _FUNCTION.findall(value)
    )
