"""Sentences about acts that a worker keeps in a row, and somebody reads later in their own language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

TOO_MUCH = _("That is more than can still be refunded.")
NOT_PAID = _("Nothing has been paid that could go back.")
CANCELLED = _("The order is cancelled already.")
NO_ORDER = _("The shop has no such order any more.")
NO_LINE = _("A line of it is no longer in the order, or fewer of it are.")
NOT_REACHED = _("The shop could not be reached. Nothing was done; try again later.")
NOT_ALLOWED = _("The shop does not let us: the key is wrong or lacks a permission. Nothing was done.")
NOT_OPENED = _("The keys of this shop cannot be read any more. Connect it again; nothing was done.")
NEVER_DONE = _("The shop did not do it, although it was asked several times. Nothing was done.")
CANNOT = _("This shop cannot do that.")
OTHER_CURRENCY = _("The order is in another currency than it was.")
SETTLED_DONE = _("Looked up in the shop by hand: it was done.")
SETTLED_NOT = _("Looked up in the shop by hand: it was not done.")

_KNOWN = frozenset(value for name, value in vars().copy().items() if name.isupper() and isinstance(value, str))


def in_words(kept: str) -> str:
    """Return a kept sentence in the reader's language; the shop's own words stay as they are."""
    return gettext(kept) if kept in _KNOWN else kept
