"""Why the desk proposes a cause, in a sentence. What it saw is kept with the cause as facts, never as words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GROUP, SPIKE, DEMAND = "group", "spike", "demand"


def because(seen: Mapping[str, Any], *, name: str) -> str:
    """Return the sentence; `name` is what jumped, as its reader calls it."""
    match seen.get("kind"):
        case "group":
            words = ", ".join(f"“{word}”" for word in seen.get("words", [])[:4])
            count = int(seen.get("count", 0))
            said = ngettext(
                "%(count)d conversation that nobody has explained says the same: %(words)s.",
                "%(count)d conversations that nobody has explained say the same: %(words)s.",
                count,
            ) % {"count": count, "words": words}
            if seen.get("recent"):
                said += " " + _("%(recent)d of them came in the last seven days.") % {"recent": seen["recent"]}
            return said
        case "spike":
            return _("%(name)s: %(count)d in the last days, where %(expected)s would be usual.") % {
                "name": name,
                "count": int(seen.get("count", 0)),
                "expected": seen.get("expected", ""),
            }
        case "demand":
            customers = int(seen.get("customers", 0))
            return ngettext(
                "%(count)d customer asked for it in the last 90 days.",
                "%(count)d customers asked for it in the last 90 days.",
                customers,
            ) % {"count": customers}
    return ""
