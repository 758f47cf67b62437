"""What an agent wrote in the editor, made safe; pictures only from the message itself, as `cid:` addresses."""

import re
from html import escape

from muhatap.core.html import clean_composed

# The cleaner knows our own images by their path; in the message they keep the name that mail gives them.
_PLACE = "/attachments/cid:"
_CID = re.compile(r'src="cid:([^"/\\]+)"')
_EMPTY = re.compile(r"^(\s|<p>|</p>|<br ?/?>)*$")


def clean(html: str) -> str:
    """Return the written HTML with only what a reply may hold; nothing when it says nothing."""
    placed = _CID.sub(rf'src="{_PLACE}\1"', html)
    cleaned = clean_composed(placed, image_prefixes=(_PLACE,)).replace(f'src="{_PLACE}', 'src="cid:')
    return "" if _EMPTY.match(cleaned) else cleaned


def shown(html: str, addresses: dict[str, str]) -> str:
    """Return written HTML for the thread: cleaned again, its pictures at the addresses of their attachments."""
    return _CID.sub(lambda found: f'src="{escape(addresses.get(found[1], ""))}"', clean(html))
