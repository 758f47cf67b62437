"""Sentences about acts that a worker keeps in a row, and somebody reads later in their own language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from muhatap.orders.shops.contract import Lack, Missing

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
# Why a shop could not be read.
AWAY = _("The shop cannot be reached. What is known of its orders is safe; it is asked again every few minutes.")
LATER = _("The shop asks us to come less often. It is asked again in a few minutes.")
KEY_REFUSED = _("The shop refuses our key, or the key lacks a permission. Check the connection.")
NO_SENSE = _("The shop answered something that makes no sense. What is known of its orders is safe.")
NO_ANSWER = _("The shop gave no clear answer. It is asked again in a few minutes.")
SOME_UNREAD = _("Some of its orders make no sense and were left out; the log says which. All others are here.")

_KNOWN = frozenset(value for name, value in vars().copy().items() if name.isupper() and isinstance(value, str))


def in_words(kept: str) -> str:
    """Return a kept sentence in the reader's language; the shop's own words stay as they are."""
    return gettext(kept) if kept in _KNOWN else kept


def lack_in_words(missing: Missing) -> str:
    """Return what a connection lacks, with what it comes to."""
    told = {"what": in_words(missing.words)}
    match missing.lack:
        case Lack.ADDRESS:
            return gettext("Nothing of this kind answers at that address. %(what)s") % told
        case Lack.CREDENTIALS:
            return gettext("The shop does not accept these keys. %(what)s") % told
        case Lack.PERMISSION:
            return gettext("The key lacks a permission: %(what)s") % told
        case Lack.VERSION:
            return gettext("The shop speaks another version: %(what)s") % told
        case Lack.WEBHOOK:
            return gettext("The shop does not send its news yet; they are fetched every five minutes. %(what)s") % told
    return gettext("A setting is missing: %(what)s") % told
