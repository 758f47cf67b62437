"""What people ask of check-backs: what stands in a conversation, what is awaited, and how customers are, by reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from muhatap.conversations.models import Conversation
from muhatap.core.compiled import compiled
from muhatap.promises.checking_back import sources
from muhatap.promises.models import CheckBack, CheckBackQuerySet, CheckBackState, Wellbeing
from muhatap.promises.shares import Interval, interval
from muhatap.team.models import Agent

PAGE = 50
COUNTED = timedelta(days=90)


@dataclass(frozen=True)
class Share:
    """How customers with one reason were when asked; of all reasons together without a name.

    `unread` answered by a mail that nobody has sorted yet; no answer is no yes, so it stands beside the others.
    """

    name: str
    fine: int
    not_fine: int
    silent: int
    unread: int

    @property
    def n(self) -> int:
        return self.fine + self.not_fine + self.silent + self.unread

    @property
    def fine_percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return self.fine * 100 // self.n if self.n else 0

    @property
    def between(self) -> Interval:
        return interval(self.fine, self.n)


def in_conversation(conversation: Conversation) -> CheckBack | None:
    """Return the newest one of a conversation."""
    return next(iter(_newest_in(conversation.pk)), None)


@compiled
def _newest_in(conversation_id: int) -> QuerySet[CheckBack]:
    theirs = CheckBack.objects.filter(conversation=conversation_id)
    return theirs.select_related("agent", "cancelled_by", "promise").order_by("-made_at", "-pk")[:1]


def unread(agent: Agent) -> list[CheckBack]:
    """Return the answers that somebody has to read to know whether all is well, the oldest first."""
    found = _visible(agent).filter(answer=Wellbeing.UNCLEAR).order_by("answered_at", "pk")
    return list(_shown(found)[:PAGE])


def planned(agent: Agent) -> list[CheckBack]:
    found = _visible(agent).filter(state=CheckBackState.PLANNED, planned_at__isnull=False)
    return list(_shown(found.order_by("planned_at", "pk"))[:PAGE])


def awaited(agent: Agent) -> list[CheckBack]:
    """Return those whose answer has not come, the one that waits longest first."""
    found = _visible(agent).filter(state=CheckBackState.ASKED)
    return list(_shown(found.order_by("asked_at", "pk"))[:PAGE])


def ended(agent: Agent) -> list[CheckBack]:
    """Return what customers said or did not say, the latest first."""
    over = Q(answer__in=(Wellbeing.FINE, Wellbeing.NOT_FINE)) | Q(state=CheckBackState.SILENT)
    return list(_shown(_visible(agent).filter(over).order_by("-asked_at", "-pk"))[:PAGE])


def shares(agent: Agent, *, now: datetime) -> tuple[Share, list[Share]]:
    """Return how those asked in the last COUNTED are: all of them, and by reason, the most troubled first."""
    lately = _visible(agent).filter(asked_at__gt=now - COUNTED)
    lately = lately.filter(state__in=(CheckBackState.ANSWERED, CheckBackState.SILENT))
    reasons = sources.reasons()
    whole = _counted(lately, [])
    every = whole[0] if whole else Share("", 0, 0, 0, 0)
    if reasons is None:
        return every, []
    by_reason = _counted(lately.annotate(reason=reasons.of("conversation")), ["reason"])
    return every, sorted(by_reason, key=lambda each: (each.fine_percent, -each.n))


def _counted(found: CheckBackQuerySet, columns: list[str]) -> list[Share]:
    counts = {
        "fine": Count("pk", filter=Q(answer=Wellbeing.FINE)),
        "not_fine": Count("pk", filter=Q(answer=Wellbeing.NOT_FINE)),
        "silent": Count("pk", filter=Q(state=CheckBackState.SILENT)),
        "unread": Count("pk", filter=Q(answer=Wellbeing.UNCLEAR)),
    }
    if not columns:
        return [Share("", **found.order_by().aggregate(**counts))]
    rows = list(found.order_by().values(*columns).annotate(**counts))
    names = names_of([row["reason"] for row in rows])
    return [Share(names.get(row.pop("reason"), ""), **row) for row in rows]


def names_of(numbers: list[int | None]) -> dict[int, str]:
    reasons = sources.reasons()
    asked = {number for number in numbers if number is not None}
    return dict(reasons.names(asked)) if reasons and asked else {}


def _visible(agent: Agent) -> CheckBackQuerySet:
    every: CheckBackQuerySet = CheckBack.objects.all()
    return every.visible_to(agent)


def _shown(found: CheckBackQuerySet) -> CheckBackQuerySet:
    return found.select_related("conversation__assigned_to", "agent")
