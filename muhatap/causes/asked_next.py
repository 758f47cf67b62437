"""What customers with a reason ask within two weeks after, and the sentence that answers it before they do.

Figures are counted once a night for all reasons together and stored (`AskedNext`): a page reads the few rows of one
reason, however many conversations there are. docs/build/decisions/0030-asked-twice-and-asked-next.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from muhatap.causes.models import AskedNext, Reason
from muhatap.conversations.models import Conversation, Direction
from muhatap.team.audit import record
from muhatap.team.models import Agent, Language
from muhatap.web.slots import Panel, register_panel

WITHIN = timedelta(days=14)
# Long enough for a share to stand, short enough to be about the shop as it is.
LOOKED_BACK = timedelta(days=180)
# One who comes back is no pattern; nor is anything among a handful.
FEWEST, FEWEST_OF = 3, 20
# Below this it is said for many and helps few.
WORTH_SAYING = 0.05
SHOWN_BESIDE = 2

_COUNT = """
SELECT heard.reason_id, later.reason_id, count(DISTINCT heard.conversation_id)
FROM causes_choice AS heard
JOIN conversations_conversation AS one ON one.id = heard.conversation_id
JOIN conversations_conversation AS other
  ON other.customer_id = one.customer_id AND other.opened_at > one.opened_at
  AND other.opened_at <= one.opened_at + %(within)s AND NOT other.is_spam AND other.merged_into_id IS NULL
JOIN causes_choice AS later ON later.conversation_id = other.id AND later.reason_id IS NOT NULL
WHERE heard.reason_id IS NOT NULL AND heard.heard_at >= %(since)s AND heard.heard_at < %(until)s
GROUP BY heard.reason_id, later.reason_id
"""
_COUNT_ALL = """
SELECT reason_id, count(*) FROM causes_choice
WHERE reason_id IS NOT NULL AND heard_at >= %(since)s AND heard_at < %(until)s GROUP BY reason_id
"""


@dataclass(frozen=True)
class Said:
    """What to say now: what it answers, how many came back with it. No sentence: nobody has written one yet."""

    asked: AskedNext
    sentence: str

    @property
    def percent(self) -> int:
        return round(100 * self.asked.share)


def register() -> None:
    register_panel(Panel(name="asked_next", kind="composer", render=_beside, order=25))


@transaction.atomic
def count_all(*, now: datetime) -> int:
    """Count anew for every reason what came after it; return how many pairs came often enough.

    Conversations of the last two weeks are left out: their customers may still come back. What was written stays, even
    where nobody asks it any more.
    """
    facts: dict[str, Any] = {"since": now - LOOKED_BACK - WITHIN, "until": now - WITHIN, "within": WITHIN}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ALL, facts)
        totals = dict(cursor.fetchall())
        cursor.execute(_COUNT, facts)
        pairs = {(first, later): count for first, later, count in cursor.fetchall() if count >= FEWEST}
    AskedNext.objects.bulk_create(
        [
            AskedNext(reason_id=first, next_reason_id=later, count=count, of_count=totals[first], counted_at=now)
            for (first, later), count in pairs.items()
        ],
        update_conflicts=True,
        unique_fields=["reason", "next_reason"],
        update_fields=["count", "of_count", "counted_at"],
    )
    gone = AskedNext.objects.filter(Q(counted_at=None) | Q(counted_at__lt=now))
    gone.filter(sentence_tr="", sentence_en="").delete()
    gone.update(count=0, of_count=0, counted_at=now)
    return len(pairs)


def of_reason(reason: Reason) -> list[AskedNext]:
    """Return what is asked after a reason, the most first, and what was answered though nobody asks it any more."""
    return list(reason.asked_next.select_related("next_reason", "by").order_by("-count", "pk"))


def write(asked: AskedNext, *, sentence_tr: str, sentence_en: str, by: Agent, now: datetime) -> AskedNext:
    """Write the sentence that answers it; empty ones take it away."""
    asked.sentence_tr, asked.sentence_en = _one_line(sentence_tr), _one_line(sentence_en)
    asked.by, asked.written_at = by, now
    asked.save(update_fields=["sentence_tr", "sentence_en", "by", "written_at"])
    record("causes.sentence_written", by=by, subject=f"reason:{asked.reason_id}")
    return asked


def to_say(conversation: Conversation) -> Sequence[Said]:
    """Return what to say now in a conversation: what is asked next often enough, and was not said in it yet."""
    language = (conversation.language or conversation.brand.language)[:2]
    if not conversation.reason_ids or conversation.is_spam or language not in Language.values:
        return []
    often = AskedNext.objects.filter(reason=conversation.reason_ids[0], count__gte=FEWEST, of_count__gte=FEWEST_OF)
    found = [Said(each, each.sentence_in(language)) for each in often.select_related("next_reason")]
    worth = [each for each in found if each.asked.share >= WORTH_SAYING][:SHOWN_BESIDE]
    return [each for each in worth if not (each.sentence and _was_said(conversation, each.sentence))]


def draw_beside(request: HttpRequest, conversation: Conversation) -> SafeString:
    context = {"conversation": conversation, "rows": to_say(conversation)}
    return render_to_string("causes/parts/asked_next.html", context, request=request)


def _beside(request: HttpRequest, thing: object) -> SafeString | None:
    return draw_beside(request, thing) if isinstance(thing, Conversation) else None


def _was_said(conversation: Conversation, sentence: str) -> bool:
    return conversation.messages.filter(direction=Direction.OUT, text__contains=sentence).exists()


def _one_line(text: str) -> str:
    return " ".join(text.split())[:600]
