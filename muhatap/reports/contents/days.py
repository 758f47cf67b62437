"""Days as a reader says them."""

from datetime import date

from django.utils import formats


def in_words(since: date, until: date) -> str:
    """Say days from one to another, both included: "17–23 Kasım 2026", "28 October – 3 November 2026"."""
    end = formats.date_format(until, "j F Y")
    if since == until:
        return end
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day}–{end}"
    return f"{formats.date_format(since, 'j F' if since.year == until.year else 'j F Y')} – {end}"
