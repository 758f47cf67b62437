"""What a draft promises, with the word of its writer on each. Nothing of it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from muhatap.conversations.forms import LONGEST_ALONG
from muhatap.conversations.views import common
from muhatap.promises import correcting, timing
from muhatap.promises.actions import ALONG, due_of
from muhatap.promises.finding import find
from muhatap.team.opening import hours_of
from muhatap.team.permissions import AgentRequest

LONGEST = 200_000
MOST = 8


@dataclass(frozen=True)
class Said:
    """A promise in a draft: by when, or that it is none. `why` says what is wrong with a time that is missing."""

    text: str
    due_at: datetime | None
    why: str
    is_none: bool
    is_corrected: bool


@require_POST
def look(request: AgentRequest, pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    hours = hours_of(conversation.brand)
    now = timezone.now()
    draft = request.POST.get("text", "")[:LONGEST]
    lang = conversation.language or conversation.brand.language
    found = find(draft, lang=lang, now=now, hours=hours)
    said = correcting.read(_along(request), hours.zone)
    is_note = request.POST.get("kind") == "note"
    rows = []
    for one, correction in correcting.corrected(found, said):
        due_at = correction.due_at if correction else due_of(one, hours, now=now)
        is_none = bool(correction and correction.is_none)
        # To colleagues one says every day that one will look into it.
        if due_at or is_none or not is_note:
            rows.append(Said(one.text, due_at, one.why, is_none, correction is not None))
    context = {"rows": rows[:MOST], "offered": timing.offered(hours, now=now), "conversation": conversation}
    return common.draw(request, "promises/parts/chips.html", context)


def _along(request: AgentRequest) -> Any:
    written = request.POST.get("along", "")
    if len(written) > LONGEST_ALONG:
        return []
    try:
        along = json.loads(written or "{}")
    except (ValueError, RecursionError):
        return []
    return along.get(ALONG) if isinstance(along, dict) else []
