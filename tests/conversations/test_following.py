"""Conversations go along when their customers are renamed, merged, split, or put back."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from muhatap.conversations import following
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation, SearchEntry
from muhatap.customers import actions, queries
from muhatap.customers.models import Customer, CustomerMove, Identity
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(mailbox_channel: Channel, zeynep: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, text="Kargom nerede?")


@pytest.fixture
def work_address() -> Customer:
    return make.customer("zeynep aksoy", email="zeynep@is.example")


@pytest.fixture
def work(mailbox_channel: Channel, work_address: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=work_address, text="Fatura?")


def owners(*conversations: Conversation) -> list[tuple[int, str]]:
    found = Conversation.objects.in_bulk([one.pk for one in conversations])
    return [(found[one.pk].customer_id, found[one.pk].customer_name) for one in conversations]


def facts(*customers: Customer) -> list[dict[str, object]]:
    return list(Customer.objects.filter(pk__in=[one.pk for one in customers]).order_by("pk").values())


def addresses(customer: Customer) -> list[str]:
    return list(Identity.objects.filter(customer=customer.pk).order_by("pk").values_list("value", flat=True))


def undo(move: CustomerMove, by: Agent) -> None:
    actions.undo_move(move, by=by, now=timezone.now())


def rename(customer: Customer, name: str, *, by: Agent) -> None:
    actions.change(customer, name=name, language="", segments=[], attributes={}, by=by)


def test_a_new_name_stands_in_every_list_and_is_found(home: Conversation, zeynep: Customer, elif_: Agent) -> None:
    rename(zeynep, "Zeynep Aksoy Demir", by=elif_)
    assert owners(home) == [(zeynep.pk, "Zeynep Aksoy Demir")]

    following.index(zeynep.pk)

    words = str(SearchEntry.objects.get(conversation=home).words)
    assert ".demir" in words


def test_a_name_that_becomes_known_stands_in_every_list(mailbox_channel: Channel) -> None:
    first = make.conversation(channel=mailbox_channel, sender=Person("yeni@example.com"))
    assert owners(first)[0][1] == "yeni@example.com"

    make.conversation(channel=mailbox_channel, sender=Person("yeni@example.com", "Ayşe Taş"))

    assert owners(first)[0][1] == "Ayşe Taş"


def test_a_merge_of_customers_taken_back_leaves_all_as_it_was(
    home: Conversation, work: Conversation, zeynep: Customer, work_address: Customer, elif_: Agent
) -> None:
    as_they_were = [owners(home, work), facts(zeynep, work_address), addresses(zeynep), addresses(work_address)]

    move = actions.merge(work_address, into=zeynep, by=elif_)

    assert owners(home, work) == [(zeynep.pk, "Zeynep Aksoy")] * 2
    assert addresses(zeynep) == ["zeynep@example.com", "zeynep@is.example"]
    # Their next mail from either address is the survivor's.
    assert make.message(home.channel, sender=Person("zeynep@is.example")).conversation.customer_id == zeynep.pk
    later = Conversation.objects.latest("pk")
    undo(move, elif_)

    assert [owners(home, work), facts(zeynep, work_address), addresses(zeynep), addresses(work_address)] == as_they_were
    assert owners(later)[0][0] == zeynep.pk


@pytest.mark.parametrize("order", ["first first", "last first"])
def test_chains_are_undone_in_any_order(
    home: Conversation,
    work: Conversation,
    zeynep: Customer,
    work_address: Customer,
    murat: Customer,
    elif_: Agent,
    order: str,
) -> None:
    people = [zeynep, work_address, murat]
    as_they_were = [owners(home, work), facts(*people), *map(addresses, people)]
    moves = [actions.merge(work_address, into=zeynep, by=elif_), actions.merge(zeynep, into=murat, by=elif_)]
    assert {customer_id for customer_id, _name in owners(home, work)} == {murat.pk}

    for move in moves if order == "first first" else reversed(moves):
        undo(move, elif_)

    assert [owners(home, work), facts(*people), *map(addresses, people)] == as_they_were


def test_split_off_addresses_take_their_own_conversations_along(
    home: Conversation, mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    second = actions.add_identity(zeynep, kind=Identity.EMAIL, value="esi@example.com", by=elif_)
    his = make.conversation(channel=mailbox_channel, sender=Person("esi@example.com"), text="Benim siparişim")
    both = make.conversation(channel=mailbox_channel, customer=zeynep, text="Bizim siparişimiz")
    make.message(mailbox_channel, conversation=both, sender=Person("esi@example.com"), text="Evet")

    move = actions.split(zeynep, identities=[second], name="Kemal Aksoy", by=elif_)

    assert owners(home, his, both) == [
        (zeynep.pk, "Zeynep Aksoy"),
        (move.target_id, "Kemal Aksoy"),
        (zeynep.pk, "Zeynep Aksoy"),
    ]
    undo(move, elif_)
    assert {customer_id for customer_id, _name in owners(home, his, both)} == {zeynep.pk}
    assert addresses(zeynep) == ["zeynep@example.com", "esi@example.com"]
    assert move.target.__class__.objects.get(pk=move.target_id).survivor == zeynep


def test_a_split_whose_source_was_merged_meanwhile_returns_through_it(
    home: Conversation, zeynep: Customer, murat: Customer, elif_: Agent
) -> None:
    second = actions.add_identity(zeynep, kind=Identity.PHONE, value="0532 111 22 33", by=elif_)
    parted = actions.split(zeynep, identities=[second], name="Kemal", by=elif_)
    joined = actions.merge(zeynep, into=murat, by=elif_)

    undo(parted, elif_)
    assert "+905321112233" in addresses(murat)
    undo(joined, elif_)

    assert addresses(zeynep) == ["zeynep@example.com", "+905321112233"]
    assert addresses(murat) == ["murat@example.com"]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda one, by: actions.merge(one, into=one, by=by), "itself"),
        (lambda one, by: actions.split(one, identities=[], name="", by=by), "nothing"),
        (lambda one, by: actions.split(one, identities=list(one.identities.all()), name="", by=by), "everything"),
    ],
)
def test_refusals(zeynep: Customer, elif_: Agent, act: Callable[[Customer, Agent], object], why: str) -> None:
    with pytest.raises(actions.CannotMove) as refused:
        act(zeynep, elif_)
    assert refused.value.why == why


def test_who_may_be_the_same_is_suggested_until_somebody_says_no(
    home: Conversation, zeynep: Customer, work_address: Customer, murat: Customer, elif_: Agent
) -> None:
    assert [other for other, _likeness in queries.duplicates_of(zeynep, elif_)] == [work_address]
    assert [other for other, _likeness in queries.duplicates_of(work_address, elif_)] == [zeynep]

    actions.tell_apart(work_address, zeynep, by=elif_)
    actions.tell_apart(zeynep, work_address, by=elif_)

    assert queries.duplicates_of(zeynep, elif_) == queries.duplicates_of(work_address, elif_) == []
    assert Customer.objects.filter(merged_into=None).count() == 3
