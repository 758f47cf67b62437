"""A question that is put together once answers as its queryset does, whatever the values are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from muhatap.conversations.models import Conversation
from muhatap.core.compiled import Fixed, NotCompiled, compiled
from muhatap.core.models import Event
from muhatap.team.models import Agent, Team
from tests import make

built: list[Any] = []


@compiled
def colleagues(role: str, but_for: int) -> QuerySet[Agent]:
    built.append((role, but_for))
    return Agent.objects.filter(role=role).exclude(pk=but_for).order_by("email")


@compiled
def some(numbers: list[int], since: datetime | None) -> QuerySet[Conversation]:
    found = Conversation.objects.filter(pk__in=numbers).select_related("customer", "assigned_to", "brand")
    found = found.annotate(address_of_brand=F("brand__slug")).prefetch_related("customer__identities")
    return (found.filter(last_message_at__gt=since) if since else found).order_by("pk")[:50]


@compiled
def names(agent_id: int) -> QuerySet[Team, tuple[int, str]]:
    return Team.objects.filter(agents=agent_id).order_by("name").values_list("pk", "name")


@compiled
def held(pk: int) -> QuerySet[Agent]:
    return Agent.objects.select_for_update().filter(pk=pk)


@pytest.fixture(autouse=True)
def _nothing_built() -> None:
    built.clear()


def test_it_answers_for_other_values_without_being_built_again(elif_: Agent, onur: Agent) -> None:
    others = list(Agent.objects.filter(role=elif_.role).exclude(pk=elif_.pk).order_by("email"))
    assert colleagues(elif_.role, elif_.pk) == others
    assert elif_ in colleagues(elif_.role, 0)
    assert colleagues("nobody's", 0) == []
    assert len(built) <= 2, "once, with two sets of marks"


def test_models_come_whole_with_what_belongs_to_them(elif_: Agent, django_assert_num_queries: Any) -> None:
    channel = make.channel()
    first, second = (make.conversation(channel=channel) for _ in range(2))
    Conversation.objects.filter(pk=second.pk).update(assigned_to=elif_)
    with django_assert_num_queries(2):
        given = some([first.pk, second.pk], None)
        assert [one.brand.slug for one in given] == [first.brand.slug, second.brand.slug]
        assert [one.assigned_to for one in given] == [None, elif_]
        assert given[0].customer.identities.all()
    asked = list(Conversation.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    fields = [field.attname for field in Conversation._meta.concrete_fields]
    assert [[getattr(one, name) for name in fields] for one in given] == [
        [getattr(one, name) for name in fields] for one in asked
    ]
    assert given[0].address_of_brand == first.brand.slug  # type: ignore[attr-defined]
    given[0].subject = "Başka"
    given[0].save()
    assert Conversation.objects.get(pk=first.pk).subject == "Başka"


def test_another_number_of_values_is_another_question(db: None) -> None:
    channel = make.channel()
    numbers = [make.conversation(channel=channel).pk for _ in range(3)]
    assert [one.pk for one in some(numbers, None)] == numbers
    assert [one.pk for one in some(numbers[:1], None)] == numbers[:1]
    assert some(numbers, timezone.now() + timedelta(days=1)) == []
    assert [one.pk for one in some(numbers, datetime(2001, 1, 1, tzinfo=UTC))] == numbers


def test_tuples_and_stored_json_come_as_the_queryset_gives_them(elif_: Agent) -> None:
    team = Team.objects.create(name="İade")
    team.agents.add(elif_)
    assert names(elif_.pk) == [(team.pk, "İade")] == list(Team.objects.values_list("pk", "name"))

    @compiled
    def told(subject: str) -> QuerySet[Event]:
        return Event.objects.filter(subject=subject)

    Event.objects.create(name="X", subject="thing:1", data={"who": ["ç", 1]})
    assert told("thing:1")[0].data == {"who": ["ç", 1]}


def test_a_value_that_would_be_changed_is_refused(db: None) -> None:
    @compiled
    def beginning(word: str) -> QuerySet[Agent]:
        return Agent.objects.filter(name__startswith=word)

    @compiled
    def first(limit: int) -> QuerySet[Agent]:
        return Agent.objects.all()[:limit]

    @compiled
    def later(moment: datetime) -> QuerySet[Agent]:
        return Agent.objects.filter(created_at__gt=moment - timedelta(days=1))

    with pytest.raises(NotCompiled):
        beginning("Elif")
    with pytest.raises(NotCompiled):
        first(7)
    with pytest.raises(NotCompiled):
        later(timezone.now())


def test_what_decides_on_the_sql_is_said_so(elif_: Agent, onur: Agent) -> None:
    @compiled
    def some_of(limit: Fixed[int], unused: str) -> QuerySet[Agent]:
        return Agent.objects.order_by("pk")[: limit.value]

    assert some_of(Fixed(1), "x") == [min(elif_, onur, key=lambda one: one.pk)]
    assert len(some_of(Fixed(2), "y")) == 2


def test_what_stands_in_the_question_itself_stays(elif_: Agent) -> None:
    @compiled
    def newest(agent_id: int) -> QuerySet[Agent]:
        return Agent.objects.filter(pk=agent_id, is_active=True)[:1]

    with CaptureQueriesContext(connection) as asked:
        assert newest(elif_.pk) == [elif_]
    assert "LIMIT 1" in asked.captured_queries[0]["sql"]


@pytest.mark.django_db(transaction=True)
def test_rows_are_held_in_a_transaction_or_not_at_all() -> None:
    owner = make.agent()
    with transaction.atomic():
        assert held(owner.pk) == [owner]
    with pytest.raises(TransactionManagementError):
        held(owner.pk)
