"""Who hears of what, how, and when it is over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations import events
from muhatap.conversations.models import Channel, Conversation, Delivery, Draft
from muhatap.core.events import announce
from muhatap.customers.models import Customer
from muhatap.notices import actions, queries
from muhatap.notices.choosing import DEFAULTS, NONE, Ways, reaching
from muhatap.notices.models import Digest, Kind, Notice
from muhatap.realtime.models import Ring
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db
WHOM = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


def told(agent: Agent) -> list[tuple[str, int]]:
    """What an agent has not read: kind, and how often it happened."""
    return list(queries.visible(agent).unread().order_by("pk").values_list("kind", "count"))


def wants(agent: Agent, kind: Kind, ways: Ways) -> None:
    actions.choose(agent, ways={kind: ways}, digest=Digest.NEVER, is_quiet_off_shift=False, is_naming=False)


def writes_again(conversation: Conversation) -> None:
    make.message(conversation.channel, conversation=conversation, text="Hâlâ gelmedi.")


def test_what_is_given_to_me_rings_for_me_alone(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)

    conversations.assign(conversation, to=elif_, by=onur)

    notice = Notice.objects.get()
    assert (notice.agent, notice.kind, notice.by, notice.conversation) == (elif_, "assigned", onur, conversation)
    assert Ring.objects.filter(topic=f"agent:{elif_.pk}", kind="notice").count() == 1
    assert not Ring.objects.filter(topic=f"agent:{onur.pk}").exists()


def test_nobody_hears_of_what_they_did_themselves(mailbox_channel: Channel, elif_: Agent) -> None:
    make.conversation(channel=mailbox_channel, assigned_to=elif_)

    assert told(elif_) == []


def test_a_customer_who_writes_three_times_is_one_notice(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)

    for _ in range(3):
        writes_again(conversation)
    assert told(elif_) == [("customer_wrote", 3)]

    actions.read(elif_, conversation_id=conversation.pk, now=timezone.now())
    writes_again(conversation)
    assert told(elif_) == [("customer_wrote", 1)]


def test_machines_and_spam_ring_for_nobody(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    make.message(mailbox_channel, conversation=conversation, machine="auto_reply")
    conversations.mark_as_spam(conversation, by=elif_)
    writes_again(conversation)

    assert told(elif_) == []


def test_a_new_one_that_nobody_has_rings_for_those_who_asked(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, deniz: Agent
) -> None:
    wants(elif_, Kind.NEW_UNASSIGNED, Ways())
    wants(deniz, Kind.NEW_UNASSIGNED, Ways())
    deniz.brands.add(make.brand(name="Başka"))

    conversation = make.conversation(channel=mailbox_channel)

    assert (told(elif_), told(onur), told(deniz)) == ([("new_unassigned", 1)], [], [])
    conversations.assign(conversation, to=onur, by=onur)
    assert told(elif_) == [], "it has somebody now"


def test_what_was_mine_and_is_no_longer_falls_silent(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    writes_again(conversation)

    conversations.assign(conversation, to=onur, by=elif_)

    assert (told(elif_), told(onur)) == ([], [("assigned", 1)])


def test_a_mention_rings_for_the_one_mentioned(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)

    conversations.note(conversation, by=elif_, text="@Onur Bal bakar mısın? (@Elif Kaya)", now=timezone.now())

    assert (told(onur), told(elif_)) == ([("mentioned", 1)], [])
    assert Notice.objects.get().by == elif_


def test_a_bounce_rings_for_the_writer_until_it_is_sent_again(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    reply = conversations.reply(conversation, by=elif_, text="Yolda.", people=WHOM, now=timezone.now())
    Delivery.objects.filter(message=reply).update(state="sent")

    conversations.note_bounce(reply, reason="Geç kalıyor", is_permanent=False)
    assert told(elif_) == []

    conversations.note_bounce(reply, reason="Alıcı yok", is_permanent=True)
    assert told(elif_) == [("not_delivered", 1)]

    announce(events.DeliveryRetried(conversation_id=conversation.pk, message_id=reply.pk), by=elif_.pk)
    assert told(elif_) == []


def test_a_snoozed_one_that_wakes_by_itself(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    first, second, third = (make.conversation(channel=mailbox_channel, assigned_to=elif_) for _ in range(3))
    for conversation in (first, second, third):
        conversations.snooze(conversation, until=now + timedelta(hours=1), by=elif_, now=now)

    conversations.wake(second, by=elif_, now=now)
    writes_again(third)
    conversations.wake_due(now=now + timedelta(hours=2))

    rung = set(queries.visible(elif_).values_list("conversation", "kind"))
    assert rung == {(first.pk, "woke"), (third.pk, "customer_wrote")}


def test_a_scheduled_reply_that_the_customer_was_quicker_than(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel)
    conversations.reply(conversation, by=elif_, text="Yarın.", people=WHOM, now=now, leave_at=now + timedelta(hours=9))

    writes_again(conversation)

    assert told(elif_) == [("sending_cancelled", 1)]


def test_a_draft_that_a_colleague_should_look_at(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> None:
    draft = Draft.objects.create(
        conversation=make.conversation(channel=mailbox_channel),
        agent=elif_,
        kind="reply",
        text="Olur mu?",
        is_live=True,
    )

    conversations.share_draft(draft, by=elif_)
    assert told(onur) == []
    conversations.share_draft(draft, by=elif_, asking=onur)

    assert (told(onur), told(elif_)) == ([("draft_shared", 1)], [])


def test_notices_follow_a_merge(mailbox_channel: Channel, elif_: Agent) -> None:
    survivor = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    merged = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    writes_again(survivor)
    writes_again(merged)

    conversations.merge(merged, into=survivor, by=elif_)

    assert told(elif_) == [("customer_wrote", 1)]
    assert {notice.conversation for notice in Notice.objects.all()} == {survivor}


def test_opening_the_conversation_clears_it_on_every_device(
    mailbox_channel: Channel, elif_: Agent, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    writes_again(conversation)
    client.force_login(elif_)
    assert 'data-bell-count-value="1"' in client.get("/notices/bell/").content.decode()
    rung = Ring.objects.filter(topic=f"agent:{elif_.pk}").count()

    page = client.get(f"/conversations/{conversation.pk}/").content.decode()

    assert 'data-bell-count-value="0"' in page
    assert Ring.objects.filter(topic=f"agent:{elif_.pk}").count() == rung + 1
    client.get(f"/conversations/{conversation.pk}/")
    assert Ring.objects.filter(topic=f"agent:{elif_.pk}").count() == rung + 1, "nothing more to tell"


def test_calling_all_read_leaves_colleagues_alone(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    for agent in (elif_, onur):
        writes_again(make.conversation(channel=mailbox_channel, assigned_to=agent))
    client.force_login(elif_)

    assert client.post("/notices/reading/").headers["Location"] == "/notices/"

    assert (told(elif_), told(onur)) == ([], [("customer_wrote", 1)])


def test_a_number_that_is_none_reads_nothing(mailbox_channel: Channel, elif_: Agent, client: Client) -> None:
    writes_again(make.conversation(channel=mailbox_channel, assigned_to=elif_))
    client.force_login(elif_)

    for wrong in ("hepsi", "-1", "9" * 40, "²"):
        client.post("/notices/reading/", {"conversation": wrong})

    assert told(elif_) == [("customer_wrote", 1)]


def test_brands_one_no_longer_sees_are_not_told_of(mailbox_channel: Channel, elif_: Agent) -> None:
    writes_again(make.conversation(channel=mailbox_channel, assigned_to=elif_))

    elif_.brands.add(make.brand(name="Başka"))

    assert told(Agent.objects.get(pk=elif_.pk)) == []


def test_the_page_tells_in_the_reader_s_language(
    mailbox_channel: Channel, elif_: Agent, zeynep: Customer, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_)
    for _ in range(2):
        writes_again(conversation)
    client.force_login(elif_)

    assert "Zeynep Aksoy 2 kez yazdı" in client.get("/notices/").content.decode()
    Agent.objects.filter(pk=elif_.pk).update(language="en")
    assert "Zeynep Aksoy wrote 2 times" in client.get("/notices/").content.decode()


def test_a_list_of_three_asks_no_more_than_one_of_one(mailbox_channel: Channel, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    client.get("/notices/")
    asked = []
    for _ in range(3):
        writes_again(make.conversation(channel=mailbox_channel, assigned_to=elif_))
        with CaptureQueriesContext(connection) as captured:
            client.get("/notices/")
        asked.append(len(captured))

    assert asked[2] == asked[1] == asked[0]


def test_what_somebody_switched_off_is_not_told(mailbox_channel: Channel, elif_: Agent) -> None:
    wants(elif_, Kind.CUSTOMER_WROTE, NONE)

    writes_again(make.conversation(channel=mailbox_channel, assigned_to=elif_))

    assert not Notice.objects.exists()


def test_old_notices_are_forgotten(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    writes_again(make.conversation(channel=mailbox_channel, assigned_to=elif_))

    assert actions.forget(now=now + timedelta(days=89)) == 0
    assert actions.forget(now=now + timedelta(days=91)) == 1


@pytest.mark.parametrize(
    ("chosen", "is_quiet", "reached"),
    [
        (Ways(), False, Ways()),
        (Ways(), True, Ways(sound=False, push=False)),
        (Ways(bell=False), False, Ways(bell=False, sound=False)),
        (NONE, False, NONE),
    ],
)
def test_what_comes_through(chosen: Ways, is_quiet: bool, reached: Ways) -> None:
    assert reaching(chosen, is_quiet=is_quiet) == reached


def test_every_kind_has_its_defaults() -> None:
    assert set(DEFAULTS) == set(Kind.values)
    assert not DEFAULTS["new_unassigned"].is_any
