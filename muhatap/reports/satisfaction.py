"""What customers said of these days, by place and reason: counted from the answers themselves, which are few."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone

from muhatap.causes.models import Reason
from muhatap.reports import about
from muhatap.reports.choosing import Choice
from muhatap.reports.coupling import Coupling, TooFew, couple
from muhatap.reports.models import Episode, Wait
from muhatap.surveys.models import SATISFIED, Origin, Survey, SurveyQuerySet
from muhatap.surveys.statistics import Interval, Sample, share
from muhatap.team.models import Agent

# Where the answers of a place stand.
BRAND, CHANNEL, TEAM, REASON = "brand", "channel", "conversation__team", "conversation__reason_choice__reason"
# An effort up to this is a low one: 1 is very low, 5 very high.
EASY = 2
WORDS = 8
# The newest so many are coupled with their waits: more would say the same more slowly.
MOST_COUPLED = 20_000


@dataclass
class Said:
    """Scores and efforts of some answers, each by how often it was given."""

    score_counts: Counter[int] = field(default_factory=Counter)
    effort_counts: Counter[int] = field(default_factory=Counter)

    @property
    def scores(self) -> Sample:
        return Sample(self.score_counts)

    @property
    def efforts(self) -> Sample:
        return Sample(self.effort_counts)

    @property
    def satisfied(self) -> int:
        return self.scores.at_least(SATISFIED)

    @property
    def easy(self) -> int:
        return self.efforts.n - self.efforts.at_least(EASY + 1)

    @property
    def interval(self) -> Interval:
        return share(self.satisfied, self.scores.n)

    @property
    def easy_interval(self) -> Interval:
        return share(self.easy, self.efforts.n)


def said(choice: Choice) -> Said:
    """Return what was answered in these days to surveys by mail: those were asked of everybody."""
    return _by(choice, BRAND, together=True).get(0, Said())


def said_by(choice: Choice, place: str) -> Mapping[int, Said]:
    """Return the same by a place (BRAND, CHANNEL, TEAM, REASON); 0 is none."""
    return _by(choice, place)


def words(choice: Choice, agent: Agent) -> list[Survey]:
    """Return the newest comments that the reader may see."""
    found = _answered(choice).visible_to(agent).exclude(comment="")
    return list(found.select_related("conversation", "agent", "brand").order_by("-answered_at", "-pk")[:WORDS])


def coupled(choice: Choice) -> Coupling | TooFew:
    """Couple what was said with how long the first reply of its episode took, in opening hours.

    What was said of an episode without a reply is left out, and what was said of a conversation that was merged away.
    """
    # The wait that an episode begins with begins with it; of two in the same moment the first was told first.
    first = Wait.objects.filter(conversation=OuterRef("conversation"), began_at=OuterRef("episode_began_at"))
    newest = _answered(choice).order_by("-answered_at", "-pk")
    pairs = newest.annotate(
        episode_began_at=Subquery(_episode().values("began_at")[:1]),
        took=Subquery(first.order_by("pk").values("open_seconds")[:1]),
    ).values_list("took", "score")[:MOST_COUPLED]
    return couple((took, score) for took, score in pairs if took is not None and score is not None)


def _episode() -> QuerySet[Episode]:
    """Return the episodes of a survey's conversation, the one it asks about first: what its closing stands in.

    A closing by which a matter was not settled, for it was taken up again by hand, lies within its episode. A message
    that came late may have been written before the closing, in an episode of its own; and whoever is asked once more
    after a follow-up is asked about the last one that was over.
    """
    begun = Episode.objects.filter(conversation=OuterRef("conversation"), began_at__lte=OuterRef("closed_at"))
    is_over = Case(When(closed_at__lt=OuterRef("closed_at"), then=Value(1)), default=Value(0))
    return begun.annotate(is_over=is_over).order_by(
        "is_over",
        # Not over: the first of them. All over: the last.
        Case(When(is_over=0, then=F("pk"))),
        F("pk").desc(),
    )


def names_of_reasons(numbers: Mapping[int, Said], language: str) -> dict[int, str]:
    return {one.pk: one.name_in(language) for one in Reason.objects.filter(pk__in=numbers)}


def _by(choice: Choice, place: str, *, together: bool = False) -> dict[int, Said]:
    found: dict[int, Said] = defaultdict(Said)
    kinds = _answered(choice).order_by().values_list(place, "score", "effort").annotate(n=Count("pk"))
    for number, score, effort, n in kinds:
        one = found[0 if together else number or 0]
        one.score_counts[score] += n
        if effort is not None:
            one.effort_counts[effort] += n
    return dict(found)


def _answered(choice: Choice) -> SurveyQuerySet:
    """Return what was first answered in these days by the desk's clock, a changed score with its last value."""
    zone = timezone.get_default_timezone()
    first, end = (datetime.combine(day, time(), zone) for day in (choice.since, choice.until + timedelta(days=1)))
    every: SurveyQuerySet = Survey.objects.all()
    found = every.answered().filter(origin=Origin.MAIL, answered_at__gte=first, answered_at__lt=end)
    if choice.brands is not None:
        found = found.filter(brand__in=choice.brands)
    if choice.channel is not None:
        found = found.filter(channel=choice.channel)
    for each in about.conversations(choice):
        found = found.filter(conversation__in=each)
    return found if choice.team is None else found.filter(conversation__team=choice.team)
