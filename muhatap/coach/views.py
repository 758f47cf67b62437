"""What the coach says of the reply that is being written. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from muhatap.coach import Advice, Finding, check
from muhatap.conversations import values
from muhatap.conversations.models import Conversation, Direction
from muhatap.conversations.views import common
from muhatap.team.opening import hours_of
from muhatap.team.permissions import AgentRequest

# What a form may hold; the coach itself stays linear up to there.
LONGEST = 200_000
# More at once is nagging.
SHOWN = 4
# What takes the whole reply is not said of its first words.
WHOLE = frozenset({"empty_apology", "no_next_step", "missing_closing", "unanswered_question"})
BEGUN = 120

LATTE = (
    ("listen", "L", _("Listen: say that you understood")),
    ("acknowledge", "A", _("Acknowledge: what it means for them")),
    ("act", "T", _("Take action: what you do now")),
    ("thank", "T", _("Thank them for telling you")),
    ("explain", "E", _("Explain what happens next, and why")),
)


@dataclass(frozen=True)
class Mark:
    """One letter of LATTE."""

    letter: str
    words: object
    is_there: bool


@require_POST
def look(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw what is worth saying about a draft: the first few findings, LATTE for an upset customer."""
    conversation = common.find(request, pk)
    # What is still a gap is no word of the writer's.
    draft = values.blanked(request.POST.get("text", "")[:LONGEST])
    advice = check(
        draft,
        customer=_last_words(conversation),
        ui=(get_language() or "tr")[:2],
        now=timezone.localtime(),
        hours=hours_of(conversation.brand),
    )
    context = {
        "findings": _worth_saying(draft, advice.findings),
        "latte": _marks(advice) if advice.mood.is_upset and draft.strip() else [],
    }
    return common.draw(request, "coach/parts/advice.html", context)


def _worth_saying(draft: str, findings: Sequence[Finding]) -> list[Finding]:
    is_begun = len(draft.strip()) >= BEGUN
    return [each for each in findings if is_begun or each.kind not in WHOLE][:SHOWN]


def _marks(advice: Advice) -> list[Mark]:
    return [Mark(letter, words, getattr(advice.latte, name)) for name, letter, words in LATTE]


def _last_words(conversation: Conversation) -> str:
    said = conversation.messages.filter(direction=Direction.IN, machine="").order_by("-at", "-id")
    return said.values_list("text", flat=True).first() or ""
