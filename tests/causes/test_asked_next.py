"""What customers ask next: counted at night with its share, answered once, said before they have to write again."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client

from muhatap.causes import actions as causes
from muhatap.causes import asked_next, jobs
from muhatap.causes.models import AskedNext, Reason
from muhatap.conversations import actions
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent, AuditEntry
from tests import make
from tests.causes import desk
from tests.causes.desk import DAY, NOW

TO = {"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
SENTENCE = "Paranız iade onayından sonra 3 iş günü içinde hesabınıza geçer."


@pytest.fixture
def returned() -> Reason:
    return desk.reason("Ürünü iade etmek istiyor")


@pytest.fixture
def refund() -> Reason:
    return desk.reason("Para iadesi görünmüyor")


def wrote(channel: Channel, who: str, reason: Reason | None, *, days_ago: float, by: Agent) -> Conversation:
    made = make.conversation(channel=channel, sender=Person(f"{who}@example.com", who), at=NOW - days_ago * DAY)
    if reason:
        causes.choose(made, reason=reason, by=by, now=NOW)
    return made


def many(
    channel: Channel, first: Reason, later: Reason, *, count: int, of: int, by: Agent, after: float = 5
) -> Sequence[Conversation]:
    """So many customers with a reason, of whom so many came back with another."""
    made = [wrote(channel, f"musteri{number}", first, days_ago=60, by=by) for number in range(of)]
    for number in range(count):
        wrote(channel, f"musteri{number}", later, days_ago=60 - after, by=by)
    return made


def pairs() -> list[tuple[str, str, int, int]]:
    rows = AskedNext.objects.select_related("reason", "next_reason").order_by("pk")
    return [(row.reason.name_tr, row.next_reason.name_tr, row.count, row.of_count) for row in rows]


def test_what_follows_within_two_weeks_is_counted_with_its_share(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, refund: Reason
) -> None:
    many(mailbox_channel, returned, refund, count=4, of=10, by=elif_)

    assert asked_next.count_all(now=NOW) == 1

    assert pairs() == [(returned.name_tr, refund.name_tr, 4, 10)]
    assert AskedNext.objects.get().share == 0.4


def test_what_comes_later_earlier_or_seldom_is_not(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, refund: Reason
) -> None:
    many(mailbox_channel, returned, refund, count=4, of=10, by=elif_, after=14.5)
    asked_next.count_all(now=NOW)
    assert pairs() == []

    other = desk.reason("Kupon geçmiyor")
    for who in ("ali", "veli"):
        wrote(mailbox_channel, who, returned, days_ago=40, by=elif_)
        wrote(mailbox_channel, who, other, days_ago=39, by=elif_)
    asked_next.count_all(now=NOW)
    assert pairs() == []


def test_two_weeks_have_to_be_over_before_one_counts(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, refund: Reason
) -> None:
    for number in range(4):
        wrote(mailbox_channel, f"m{number}", returned, days_ago=10, by=elif_)
        wrote(mailbox_channel, f"m{number}", refund, days_ago=5, by=elif_)

    asked_next.count_all(now=NOW)
    assert pairs() == []

    asked_next.count_all(now=NOW + 6 * DAY)
    assert [pair[2:] for pair in pairs()] == [(4, 4)]


def test_one_customer_who_comes_back_often_counts_once(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, refund: Reason
) -> None:
    many(mailbox_channel, returned, refund, count=3, of=5, by=elif_)
    for day in (1, 2, 3):
        wrote(mailbox_channel, "musteri0", refund, days_ago=60 - day, by=elif_)

    asked_next.count_all(now=NOW)

    assert pairs()[0][2:] == (3, 5)


def test_a_sentence_stays_when_nobody_asks_any_more(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, refund: Reason, client: Client
) -> None:
    many(mailbox_channel, returned, refund, count=4, of=10, by=elif_)
    jobs.count_asked_next(timestamp=0)
    client.force_login(elif_)
    row = AskedNext.objects.get()

    client.post(f"/causes/next/{row.pk}/", {"sentence_tr": f"  {SENTENCE}\n", "sentence_en": ""})
    asked_next.count_all(now=NOW + 400 * DAY)

    row.refresh_from_db()
    assert (row.sentence_tr, row.by, row.count) == (SENTENCE, elif_, 0)
    assert AuditEntry.objects.filter(act="causes.sentence_written", by=elif_).exists()
    page = client.get(f"/causes/reasons/{returned.pk}/next/").content.decode()
    assert refund.name_tr in page
    assert SENTENCE in page


@pytest.fixture
def foreseen(mailbox_channel: Channel, elif_: Agent, returned: Reason, refund: Reason) -> AskedNext:
    return AskedNext.objects.create(reason=returned, next_reason=refund, count=23, of_count=100, sentence_tr=SENTENCE)


def test_it_is_offered_beside_the_reply_once_the_reason_is_known(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, foreseen: AskedNext, client: Client
) -> None:
    client.force_login(elif_)
    conversation = make.conversation(channel=mailbox_channel, language="tr")
    place = f"/conversations/{conversation.pk}/why/next/"
    assert SENTENCE not in client.get(place).content.decode()

    causes.choose(conversation, reason=returned, by=elif_, now=NOW)

    drawn = client.get(place).content.decode()
    assert SENTENCE in drawn
    assert "23" in drawn
    assert SENTENCE in client.get(f"/conversations/{conversation.pk}/").content.decode()


@pytest.mark.parametrize("facts", [{"of_count": 19, "count": 10}, {"count": 2}, {"count": 4}])
def test_it_is_not_offered_on_thin_ground(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, foreseen: AskedNext, facts: dict[str, object]
) -> None:
    AskedNext.objects.filter(pk=foreseen.pk).update(**facts)
    conversation = make.conversation(channel=mailbox_channel, language="tr")
    causes.choose(conversation, reason=returned, by=elif_, now=NOW)
    conversation.refresh_from_db()

    assert asked_next.to_say(conversation) == []


def test_whoever_answers_is_led_to_writing_what_nobody_has_written(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, foreseen: AskedNext, client: Client
) -> None:
    AskedNext.objects.update(sentence_tr="")
    client.force_login(elif_)
    conversation = make.conversation(channel=mailbox_channel, language="tr")
    causes.choose(conversation, reason=returned, by=elif_, now=NOW)

    drawn = client.get(f"/conversations/{conversation.pk}/why/next/").content.decode()

    assert f"/causes/reasons/{returned.pk}/next/" in drawn


def test_it_is_said_once_and_in_the_language_of_the_customer(
    mailbox_channel: Channel, elif_: Agent, returned: Reason, foreseen: AskedNext
) -> None:
    one, other = (make.conversation(channel=mailbox_channel, language=language) for language in ("tr", "de"))
    for each in (one, other):
        causes.choose(each, reason=returned, by=elif_, now=NOW)
        each.refresh_from_db()
    assert [len(asked_next.to_say(each)) for each in (one, other)] == [1, 0]

    actions.reply(one, by=elif_, text=f"Merhaba,\n{SENTENCE}", people=TO, now=NOW + timedelta(minutes=1))

    assert asked_next.to_say(one) == []


def test_a_conversation_without_a_reason_asks_the_database_nothing(
    mailbox_channel: Channel, django_assert_num_queries: object
) -> None:
    conversation = make.conversation(channel=mailbox_channel)

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert asked_next.to_say(conversation) == []
