"""Why a conversation changed hands when no person decided it, in words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from muhatap.conversations.assignment import Choice


class Because(StrEnum):
    """What decided. The first two are the modes of automatic assignment."""

    TURN = "round_robin"
    LOAD = "by_load"
    OPENED = "on_opening"
    SHIFT_OVER = "shift_over"
    ABSENT = "absent"
    OFF = "off"
    LEFT = "left"
    TOO_MANY = "too_many"


def facts_of(choice: Choice) -> dict[str, Any]:
    """Return what is kept of a choice, so that it can be told in any language."""
    facts: dict[str, Any] = {"open": choice.open_count}
    if choice.language:
        facts["language"] = choice.language
    if choice.skills:
        facts["skills"] = list(choice.skills)
    return facts


def told(data: Mapping[str, Any], *, who: str, to: str, was: str) -> str:
    """Return the words for what `ConversationAssigned` says, or nothing when a person simply decided."""
    why, facts = data.get("why", ""), data.get("facts", {})
    names = {"who": who, "to": to, "was": was or _("somebody"), "count": facts.get("open", 0)}
    match why:
        case Because.TURN:
            return _("Given to %(to)s: it was their turn") % names + _conditions(facts)
        case Because.LOAD:
            return _("Given to %(to)s: fewest open ones (%(count)d)") % names + _conditions(facts)
        case Because.OPENED:
            return _("%(to)s opened it and took it on") % names
        case Because.SHIFT_OVER:
            return _("Back in the queue: the shift of %(was)s is over") % names
        case Because.ABSENT:
            return _("Back in the queue: %(was)s is absent") % names
        case Because.OFF:
            return _("Back in the queue: %(was)s is off for today") % names
        case Because.LEFT:
            return _("Back in the queue: %(was)s has left the team") % names
        case Because.TOO_MANY:
            return _("%(who)s put it back in the queue: %(was)s had too many at once") % names
    return ""


def _conditions(facts: Mapping[str, Any]) -> str:
    """Say what ruled others out: the customer's language, what has to be known."""
    said = []
    if language := facts.get("language"):
        said.append(_("answers in %(language)s") % {"language": _language(language)})
    if skills := facts.get("skills"):
        said.append(_("knows %(skills)s") % {"skills": ", ".join(f"“{skill}”" for skill in skills)})
    return "".join(f" · {each}" for each in said)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
