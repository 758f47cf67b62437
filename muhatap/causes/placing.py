"""Where reasons and causes stand between value and nuisance, and what it was made from.

By hand comes first. Then value to the customer is the mean of the reason's setting and of what customers say: CSAT and
CES of conversations with this reason, where there are enough answers. Value to us is the reason's setting, else its
stage: before buying there is a sale to win, afterwards there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean

from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from muhatap.causes.models import Cause, Reason, Stage, Treatment
from muhatap.surveys.models import State as Answered
from muhatap.surveys.models import Survey
from muhatap.surveys.statistics import ENOUGH
from muhatap.web.numbers import one

# What customers said longer ago was of another shop.
SAID_WITHIN = timedelta(days=180)
# The middle of both scales, one to five.
MIDDLE_SCORE = 3
OF_STAGE = {Stage.PRE_SALE: 1.0, Stage.ORDER: 0.0, Stage.AFTER_SALE: -1.0}


@dataclass(frozen=True)
class Said:
    """Answers to surveys on conversations with one reason: means from 1 to 5, and how many. CES 5 is most effort."""

    satisfaction: float | None = None
    satisfaction_count: int = 0
    effort: float | None = None
    effort_count: int = 0

    @property
    def has_satisfaction(self) -> bool:
        return self.satisfaction_count >= ENOUGH

    @property
    def has_effort(self) -> bool:
        return self.effort_count >= ENOUGH

    @property
    def values(self) -> list[float]:
        """What they come to as value to the customer, -2 to 2: content is wanted, effort is a nuisance."""
        found = []
        if self.has_satisfaction and self.satisfaction is not None:
            found.append(self.satisfaction - MIDDLE_SCORE)
        if self.has_effort and self.effort is not None:
            found.append(MIDDLE_SCORE - self.effort)
        return found


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Place:
    """Value to the customer and to us, -2 to 2, each with the words for what it was made from; empty: the middle."""

    customer: float
    us: float
    customer_from: Sequence[str] = field(default=())
    us_from: Sequence[str] = field(default=())

    @property
    def is_known(self) -> bool:
        return bool(self.customer_from and self.us_from)

    @property
    def treatment(self) -> str:
        """Return the treatment of its quarter (Price and Jaffe, The Best Service is No Service, 2008).

        Wanted by both: encourage. Wanted by the customer only: automate. Worth something to us only: simplify. Neither:
        eliminate.
        """
        if self.us > 0:
            return Treatment.ENCOURAGE if self.customer > 0 else Treatment.SIMPLIFY
        return Treatment.AUTOMATE if self.customer > 0 else Treatment.ELIMINATE

    @property
    def words(self) -> str:
        """Say what it was made from, in a line."""
        sides = ((_("for the customer"), self.customer_from), (_("for us"), self.us_from))
        said = [f"{side}: {', '.join(parts)}" for side, parts in sides if parts]
        return " · ".join(said) or _("nothing known yet: in the middle")


def said_of(reasons: Iterable[int], *, now: datetime) -> dict[int, Said]:
    """Return what customers said lately of conversations with each of these reasons."""
    given = Survey.objects.filter(
        conversation__reason_choice__reason__in=set(reasons),
        conversation__deleted_at=None,
        state=Answered.ANSWERED,
        answered_at__gte=now - SAID_WITHIN,
    )
    rows = given.values_list("conversation__reason_choice__reason").annotate(
        content=Avg("score"), scores=Count("score"), toil=Avg("effort"), toils=Count("effort")
    )
    return {reason: Said(content, scores, toil, toils) for reason, content, scores, toil, toils in rows.order_by()}


def place_of(cause: Cause, said: Mapping[int, Said]) -> Place:
    """Return where a cause stands: as its reason does, unless it was set by hand."""
    place = place_of_reason(cause.reason, said) if cause.reason else Place(0.0, 0.0)
    customer, customer_from = _by_hand(cause.value_to_customer, place.customer, place.customer_from)
    us, us_from = _by_hand(cause.value_to_us, place.us, place.us_from)
    return Place(customer, us, customer_from, us_from)


def place_of_reason(reason: Reason, said: Mapping[int, Said]) -> Place:
    answers = said.get(reason.pk, NOTHING_SAID)
    values, words = list(answers.values), _words_of(answers)
    if values and reason.value_to_customer is not None:
        # What the shop thinks counts as much as what customers say.
        values = [fmean(values), float(reason.value_to_customer)]
    elif reason.value_to_customer is not None:
        values = [float(reason.value_to_customer)]
    if reason.value_to_customer is not None:
        words.insert(0, _of_setting(reason.value_to_customer))
    customer = fmean(values) if values else 0.0
    if reason.value_to_us is not None:
        return Place(customer, float(reason.value_to_us), words, [_of_setting(reason.value_to_us)])
    stage = Stage(reason.stage)
    return Place(customer, OF_STAGE[stage], words, [_("stage “%(stage)s”") % {"stage": stage.label}])


def treatment_of(cause: Cause, said: Mapping[int, Said]) -> str:
    """Return the treatment: the one chosen by hand, else that of the quarter it stands in."""
    return cause.treatment or place_of(cause, said).treatment


def signed(value: float) -> str:
    """A value as the matrix says it: +2, 0, −1."""
    return f"{value:+g}".replace("-", "−") if value else "0"


def _by_hand(value: int | None, else_value: float, else_from: Sequence[str]) -> tuple[float, Sequence[str]]:
    if value is None:
        return else_value, else_from
    return float(value), [_("by hand %(value)s") % {"value": signed(value)}]


def _of_setting(value: int) -> str:
    return _("the reason’s setting %(value)s") % {"value": signed(value)}


def _words_of(said: Said) -> list[str]:
    words = []
    if said.has_satisfaction:
        facts = {"score": one(said.satisfaction), "count": said.satisfaction_count}
        words.append(_("satisfaction %(score)s of 5 (%(count)d answers)") % facts)
    if said.has_effort:
        facts = {"score": one(said.effort), "count": said.effort_count}
        words.append(_("effort %(score)s of 5 (%(count)d answers)") % facts)
    return words
