"""What people ask of reasons and causes."""

from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from muhatap.causes.models import (
    ACTIVE,
    OPEN,
    Cause,
    CauseQuerySet,
    Choice,
    Department,
    Heard,
    Lesson,
    Reason,
    Report,
    State,
    Task,
    TaskState,
)
from muhatap.conversations.models import Conversation
from muhatap.core.compiled import compiled
from muhatap.core.page_memory import once_a_page
from muhatap.core.turkish import fold
from muhatap.team.models import Agent

FOUND = 8
MOST = 200
MOST_TASKS = 30
MOST_DONE = 8
COUNTED_TO = 100


def visible(agent: Agent) -> CauseQuerySet:
    every: CauseQuerySet = Cause.objects.all()
    return every.visible_to(agent)


def board(agent: Agent) -> CauseQuerySet:
    """Return the causes of the list: what still costs first, then what was fixed, newest evidence first."""
    places = Case(When(state__in=ACTIVE, then=Value(0)), default=Value(1), output_field=IntegerField())
    shown = visible(agent).exclude(state__in=[State.PROPOSED, State.DISMISSED])
    return shown.select_related("department", "reason", "owner", "brand").order_by(
        places, F("spiked_at").desc(nulls_last=True), F("last_heard_at").desc(nulls_last=True), "-id"
    )


def like(agent: Agent, cause: Cause) -> CauseQuerySet:
    """Return the causes that one may turn out to be the same as."""
    others = visible(agent).exclude(pk=cause.pk).exclude(state__in=[State.PROPOSED, State.DISMISSED])
    return others.filter(Q(brand=None) | Q(brand=cause.brand_id)).order_by("name")[:MOST]


def proposed(agent: Agent) -> CauseQuerySet:
    return visible(agent).proposed().select_related("reason").order_by("-opened_at")


def count_proposed(agent: Agent) -> int:
    """Return how many wait for somebody to look at them, counted up to COUNTED_TO."""
    return len(_proposed(agent.pk, agent.brand_ids))


@compiled
def _proposed(agent_id: int, brand_ids: list[int]) -> QuerySet[Cause, tuple[int]]:
    found = visible(Agent.seeing_only(agent_id, brand_ids)).proposed()
    return found.order_by().values_list("pk")[:COUNTED_TO]


def matching(agent: Agent, conversation: Conversation, typed: str) -> list[Cause]:
    """Return causes that a conversation may join: by what is typed, or the ones heard of lately."""
    joined = Heard.objects.filter(conversation=conversation).values("cause")
    fitting = visible(agent).exclude(state=State.DISMISSED).exclude(pk__in=joined)
    fitting = fitting.filter(Q(brand=None) | Q(brand=conversation.brand_id)).select_related("department", "reason")
    ordered = fitting.order_by(F("last_heard_at").desc(nulls_last=True), "-id")[:MOST]
    words = fold(typed).split()
    found = [each for each in ordered if all(word in fold(_words(each)) for word in words)]
    return found[:FOUND]


def causes_of(conversation: Conversation) -> list[Heard]:
    heard = Heard.objects.filter(conversation=conversation).exclude(cause__state=State.DISMISSED)
    return list(heard.select_related("cause__department", "cause__brand").order_by("at", "pk"))


def choice_of(conversation: Conversation) -> Choice | None:
    return Choice.objects.filter(conversation=conversation).select_related("reason").first()


@once_a_page
def tree() -> list[tuple[Reason, list[Reason]]]:
    """Return the reasons in use: each group with its own, also one that was put away without them."""
    in_use = Q(is_archived=False) | Q(children__is_archived=False)
    every = list(Reason.objects.filter(in_use).distinct().select_related("department"))
    groups = [each for each in every if each.parent_id is None]
    return [
        (group, [each for each in every if each.parent_id == group.pk and not each.is_archived]) for group in groups
    ]


def groups(*, besides: Reason) -> list[Reason]:
    """Return the groups that the reasons of another may go to."""
    return list(Reason.objects.filter(parent=None, is_archived=False).exclude(pk=besides.pk))


def tasks(*, of: Agent | None = None) -> list[Task]:
    """Return the treatments of a list, all or one agent's: under way by their day, proposed, then done lately."""
    found = Task.objects.select_related("reason", "owner")
    if of is not None:
        found = found.filter(owner=of)
    order = Case(When(state=TaskState.TAKEN, then=Value(0)), default=Value(1))
    open_ones = found.filter(state__in=OPEN).order_by(order, F("due_on").asc(nulls_last=True), "-state_at", "-pk")
    # The effect of each is counted anew for every page.
    done = found.filter(state=TaskState.DONE).order_by("-done_on", "-pk")
    return [*open_ones[:MOST_TASKS], *done[:MOST_DONE]]


@once_a_page
def names_of_reasons() -> dict[int, Reason]:
    return Reason.objects.in_bulk()


def leaves() -> list[Reason]:
    """Return what can be chosen: every reason of the second level, and a first one with nothing under it."""
    return [each for group, reasons in tree() for each in (reasons or [group])]


def departments() -> Sequence[Department]:
    return list(Department.objects.filter(is_archived=False))


def latest_lesson(brand_id: int) -> Lesson | None:
    return Lesson.objects.filter(brand=brand_id).order_by("-at").first()


def late_reports(agent: Agent) -> list[Report]:
    """Return the reports that nobody answered in time, of causes an agent may see."""
    late = Report.objects.filter(answer="", escalated_at__isnull=False, cause__state=State.REPORTED)
    return list(late.filter(cause__in=visible(agent)).select_related("cause", "department").order_by("answer_by")[:5])


def _words(cause: Cause) -> str:
    reason = f"{cause.reason.name_tr} {cause.reason.name_en}" if cause.reason else ""
    return f"{cause.name} {cause.description} {reason} {cause.department or ''}"
