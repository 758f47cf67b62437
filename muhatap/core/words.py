"""Words that one page says dozens of times, looked up once in each language.

Nothing but `gettext` with a memory: Django's own asks for the active translation and reads through its catalogues each
time, and the reasons of thirty rows are some three hundred sentences. A process never changes its translations.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext as _asked

_said: dict[tuple[str | None, str], str] = {}


def gettext(message: str) -> str:
    """Return what Django's `gettext` returns. For texts that stand in the code: all of them are kept."""
    known = (get_language(), message)
    said = _said.get(known)
    if said is None:
        said = _said[known] = _asked(message)
    return said
