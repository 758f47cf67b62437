"""Those who suffered hear that it is fixed: once each, where they wrote, if they let us write."""

from html import unescape

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions
from muhatap.causes.actions import telling
from muhatap.causes.models import Cause, Evidence, Heard, State
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation, Direction, Message, Status
from muhatap.customers import actions as customers
from muhatap.customers.models import ConsentKind, Customer
from muhatap.team.models import Agent
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, at=NOW - 9 * DAY)


@pytest.fixture
def second(mailbox_channel: Channel, murat: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=murat, at=NOW - 8 * DAY)


@pytest.fixture
def hub(elif_: Agent, asked: Conversation, second: Conversation) -> Cause:
    """A cause with two who suffered, fixed."""
    cause = desk.cause(elif_, "Paketler {aktarmada} bekliyordu", now=NOW - 7 * DAY)
    for conversation in (asked, second):
        actions.join(cause, conversation, by=elif_, now=NOW)
    return desk.turned(cause, State.FIXED, by=elif_, on=TODAY)


def texts(cause: Cause) -> dict[str, str]:
    return {language: telling.words(cause, language) for language in ("tr", "en")}


def tell(cause: Cause, by: Agent) -> int:
    count = actions.tell(cause, texts=texts(cause), by=by, now=NOW)
    work()
    return count


def work() -> None:
    """Do what was planned; all of it, whether it was done before or not."""
    for job in ProcrastinateJob.objects.filter(task_name=telling.TELL).order_by("id"):
        telling.tell_one(**job.args, now=NOW)


def told() -> list[tuple[int, str]]:
    said = Message.objects.filter(direction=Direction.OUT).order_by("conversation", "pk")
    return [(each.conversation_id, each.text) for each in said]


def test_each_hears_it_once_where_they_wrote(
    hub: Cause, asked: Conversation, second: Conversation, onur: Agent
) -> None:
    assert tell(hub, onur) == 2
    work()
    assert tell(hub, onur) == 0

    (first, words), (other, _) = told()
    assert (first, other) == (asked.pk, second.pk)
    assert words.startswith("Merhaba Zeynep Aksoy,\n\n")
    assert "Paketler (aktarmada) bekliyordu" in words
    assert words.endswith("Onur Bal\nÇarşı")
    assert "{{" not in words
    assert Heard.objects.filter(told_at=NOW).count() == 2


def test_whoever_wrote_twice_hears_it_in_the_newest(
    hub: Cause, second: Conversation, zeynep: Customer, mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    newer = make.conversation(channel=mailbox_channel, customer=zeynep, at=NOW - DAY)
    actions.join(hub, newer, by=elif_, now=NOW)

    assert tell(hub, onur) == 2
    assert tell(hub, onur) == 0

    assert {number for number, _ in told()} == {newer.pk, second.pk}


def test_whoever_withdrew_is_left_alone_until_they_allow_it_again(
    hub: Cause, zeynep: Customer, murat: Customer, second: Conversation, asked: Conversation, onur: Agent
) -> None:
    def says(customer: Customer, is_given: bool, days: int, kind: str = ConsentKind.DATA) -> None:
        customers.record_consent(customer, kind=kind, is_given=is_given, source="form", at=NOW - days * DAY, by=onur)

    says(zeynep, is_given=True, days=5)
    says(zeynep, is_given=False, days=3)
    # No word about marketing: this is none.
    says(murat, is_given=False, days=3, kind=ConsentKind.EMAIL)

    assert tell(hub, onur) == 1
    assert [number for number, _ in told()] == [second.pk]
    says(zeynep, is_given=True, days=1)
    assert tell(hub, onur) == 1
    assert {number for number, _ in told()} == {asked.pk, second.pk}


def test_two_who_are_one_hear_it_once(hub: Cause, zeynep: Customer, murat: Customer, onur: Agent) -> None:
    customers.merge(murat, into=zeynep, by=onur)

    assert tell(hub, onur) == 1
    assert tell(hub, onur) == 0
    assert len(told()) == 1


def test_two_who_became_one_afterwards_hear_no_more(
    hub: Cause, zeynep: Customer, murat: Customer, mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    assert tell(hub, onur) == 2
    customers.merge(murat, into=zeynep, by=onur)
    actions.join(hub, make.conversation(channel=mailbox_channel, customer=zeynep, at=NOW), by=elif_, now=NOW)

    assert tell(hub, onur) == 0


def test_a_refusal_before_a_merge_holds_for_the_survivor(
    hub: Cause, zeynep: Customer, murat: Customer, onur: Agent
) -> None:
    customers.merge(murat, into=zeynep, by=onur)
    customers.record_consent(zeynep, kind=ConsentKind.DATA, is_given=False, source="", at=NOW, by=onur)

    assert tell(hub, onur) == 0


def test_closed_stays_closed_and_open_stays_open(
    hub: Cause, asked: Conversation, second: Conversation, elif_: Agent, onur: Agent
) -> None:
    conversations.close(asked, by=elif_, now=NOW)

    tell(hub, onur)

    asked.refresh_from_db()
    second.refresh_from_db()
    assert (asked.status, asked.reopen_count, second.status) == (Status.CLOSED, 0, Status.OPEN)


def test_what_nobody_should_hear_is_not_sent(
    hub: Cause, asked: Conversation, second: Conversation, elif_: Agent, onur: Agent
) -> None:
    conversations.mark_as_spam(asked, by=elif_)
    conversations.delete(second, by=onur, now=NOW)
    actions.count_silently(hub, kind=Evidence.ARTICLE_READ, key="k", day=TODAY, count=9)

    assert tell(hub, onur) == 0
    assert told() == []


def test_one_that_was_merged_meanwhile_is_told_in_the_survivor(
    hub: Cause, asked: Conversation, zeynep: Customer, mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    actions.tell(hub, texts=texts(hub), by=onur, now=NOW)
    survivor = make.conversation(channel=mailbox_channel, customer=zeynep, at=NOW)
    conversations.merge(asked, into=survivor, by=elif_)

    work()

    assert survivor.pk in [number for number, _ in told()]


def test_one_that_is_gone_meanwhile_stops_nobody_else(
    hub: Cause, asked: Conversation, second: Conversation, onur: Agent
) -> None:
    actions.tell(hub, texts=texts(hub), by=onur, now=NOW)
    conversations.delete(asked, by=onur, now=NOW)
    conversations.purge_bin(now=NOW + 60 * DAY)

    work()

    assert [number for number, _ in told()] == [second.pk]


def test_whoever_writes_english_hears_it_in_english(hub: Cause, asked: Conversation, onur: Agent) -> None:
    Conversation.objects.filter(pk=asked.pk).update(language="en")

    tell(hub, onur)

    (_, english), (_, turkish) = told()
    assert english.startswith("Hello Zeynep Aksoy,")
    assert turkish.startswith("Merhaba Murat Demir,")


def test_one_without_a_name_is_greeted_all_the_same(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    nobody = make.conversation(channel=mailbox_channel, customer=make.customer(""), at=NOW - DAY)
    cause = desk.turned(desk.cause(elif_, conversation=nobody), State.FIXED, by=elif_, on=TODAY)

    tell(cause, onur)

    ((_, words),) = told()
    assert words.startswith("Merhaba,\n\n")
    assert "{{" not in words


def test_nobody_is_told_of_what_is_not_fixed(hub: Cause, onur: Agent) -> None:
    hub = desk.turned(hub, State.HEARD, by=onur)

    with pytest.raises(actions.NotFixed):
        actions.tell(hub, texts=texts(hub), by=onur, now=NOW)
    assert not ProcrastinateJob.objects.filter(task_name=telling.TELL).exists()


def test_the_page_shows_the_words_and_sends_those_of_the_lead(
    hub: Cause, asked: Conversation, onur: Agent, elif_: Agent
) -> None:
    client = Client()
    client.force_login(onur)
    place = f"/causes/{hub.pk}/tell/"
    page = unescape(client.get(place).content.decode())
    assert "2 müşteri" in page
    assert "Paketler (aktarmada) bekliyordu" in page

    assert client.post(place, {"tr": "", "en": "x"}).status_code == 422
    assert client.post(place, {"tr": "a\0", "en": "x"}).status_code == 422
    for _ in range(2):
        client.post(place, {"tr": "Merhaba {{ customer.name }}, {{ bozuk }} düzeldi {{", "en": "Fixed"})
    work()

    assert [words for number, words in told() if number == asked.pk] == ["Merhaba Zeynep Aksoy, düzeldi {{"]
    client.force_login(elif_)
    assert client.get(place).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_once_tell_each_once(hub: Cause, onur: Agent, deniz: Agent) -> None:
    counts: list[int] = []

    failures = desk.side_by_side(
        *[lambda by=by: counts.append(actions.tell(hub, texts=texts(hub), by=by, now=NOW)) for by in (onur, deniz)]
    )

    assert failures == []
    assert sum(counts) == 2
    assert ProcrastinateJob.objects.filter(task_name=telling.TELL).count() == 2
