"""Handing a conversation over: offered with all one needs, accepted or returned, never between two chairs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel, Conversation
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.notices.models import Kind, Notice
from muhatap.promises import actions, brief, handing
from muhatap.promises.models import HandOff, Promise
from muhatap.team.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

ASKED = "Merhaba, 8812 numaralı siparişimin faturası yanlış. Şirket adına düzeltir misiniz?"


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_, text=ASKED)


@pytest.fixture
def accounts(onur: Agent) -> Team:
    team = Team.objects.create(name="Muhasebe")
    team.agents.add(onur)
    return team


def offer(conversation: Conversation, by: Agent, to: Agent | Team) -> HandOff:
    now = timezone.now()
    return handing.hand_off(conversation, by=by, to=to, happened="Fatura yanlış", wanted="Düzeltilsin", now=now)


def owner(conversation: Conversation) -> Agent | None:
    return Conversation.objects.get(pk=conversation.pk).assigned_to


def told(kind: Kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind, read_at=None).values_list("agent__name", flat=True))


def test_it_stays_the_giver_s_until_it_is_accepted(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    actions.promise(
        asked, text="Yarın yazacağız", due_at=timezone.now() + timedelta(days=1), by=elif_, now=timezone.now()
    )

    offered = offer(asked, elif_, onur)

    assert owner(asked) == elif_
    assert Conversation.objects.get(pk=asked.pk).is_offered
    assert told(Kind.HANDED_TO_ME) == {"Onur Bal"}

    handing.accept(offered, by=onur, now=timezone.now())

    assert owner(asked) == onur
    assert not Conversation.objects.get(pk=asked.pk).is_offered
    # What was promised goes along.
    assert Promise.objects.get().owner == onur
    assert (told(Kind.HANDED_TO_ME), told(Kind.HAND_OFF_ANSWERED)) == (set(), {"Elif Kaya"})


def test_a_returned_one_says_why(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    offered = offer(asked, elif_, onur)

    with pytest.raises(ValueError, match="says why"):
        handing.give_back(offered, why=" ", by=onur, now=timezone.now())
    handing.give_back(offered, why="Fatura bende değil", by=onur, now=timezone.now())

    assert owner(asked) == elif_
    assert HandOff.objects.get().reason == "Fatura bende değil"
    assert told(Kind.HAND_OFF_ANSWERED) == {"Elif Kaya"}
    assert Event.objects.filter(name="HandOffReturned", data__why="Fatura bende değil").exists()
    # It can be offered to the next one.
    offer(asked, elif_, make.agent("Ayşe Taş"))


def test_anyone_of_a_team_takes_it_and_nobody_else(
    asked: Conversation, elif_: Agent, onur: Agent, accounts: Team
) -> None:
    offered = offer(asked, elif_, accounts)
    stranger = make.agent("Ayşe Taş")

    with pytest.raises(handing.NotTheirs):
        handing.accept(offered, by=stranger, now=timezone.now())
    handing.accept(offered, by=onur, now=timezone.now())
    with pytest.raises(handing.AlreadyAnswered):
        handing.accept(offered, by=onur, now=timezone.now())

    assert owner(asked) == onur


def test_one_at_a_time_and_to_somebody_who_sees_it(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    blind = make.agent("Yabancı")
    blind.brands.add(make.brand("Başka"))
    for nobody in (elif_, blind):
        with pytest.raises(handing.NotTheirs):
            offer(asked, elif_, nobody)
    offer(asked, elif_, onur)

    with pytest.raises(handing.AlreadyOffered):
        offer(asked, elif_, onur)


def test_what_nobody_has_is_the_giver_s_meanwhile(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    conversations.assign(asked, to=None, by=elif_)

    offer(asked, elif_, onur)

    assert owner(asked) == elif_


def test_an_offer_that_nobody_answers_goes_to_the_leads_once(asked: Conversation, elif_: Agent, deniz: Agent) -> None:
    ayse = make.agent("Ayşe Taş")
    offered = offer(asked, elif_, ayse)
    assert handing.escalate(now=offered.answer_by - timedelta(minutes=1)) == 0

    assert handing.escalate(now=offered.answer_by) == 1
    assert handing.escalate(now=offered.answer_by) == 0

    assert told(Kind.HAND_OFF_OPEN) == {"Ayşe Taş", "Deniz Er", "Elif Kaya"}
    handing.accept(offered, by=ayse, now=timezone.now())
    assert told(Kind.HAND_OFF_OPEN) == set()


def test_giving_it_to_the_receiver_by_hand_accepts_it(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    offer(asked, elif_, onur)

    conversations.assign(asked, to=onur, by=onur)

    assert HandOff.objects.get().outcome == "accepted"
    assert not Conversation.objects.get(pk=asked.pk).is_offered


def test_closing_takes_the_offer_back(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    offer(asked, elif_, onur)

    conversations.close(asked, by=elif_, now=timezone.now())

    assert HandOff.objects.get().outcome == "withdrawn"
    assert told(Kind.HANDED_TO_ME) == set()
    assert not Conversation.objects.get(pk=asked.pk).is_offered


def test_an_offer_goes_along_with_a_merge(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    other = make.conversation(channel=asked.channel, customer=asked.customer, assigned_to=elif_)
    offered = offer(other, elif_, onur)

    conversations.merge(other, into=asked, by=elif_)

    assert HandOff.objects.get().conversation == asked
    assert Conversation.objects.get(pk=asked.pk).is_offered
    handing.accept(offered, by=onur, now=timezone.now())
    assert owner(asked) == onur


def test_the_brief_says_what_happened_is_wanted_was_tried_and_promised(asked: Conversation, elif_: Agent) -> None:
    people = {"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
    conversations.reply(asked, by=elif_, text="Yarın 15.00'te yazacağım.", people=people, now=timezone.now())
    conversations.note(asked, by=elif_, text="Muhasebeye sordum.", now=timezone.now())

    known = brief.of(Conversation.objects.get(pk=asked.pk))

    assert "8812" in known.happened
    assert known.wanted == "Şirket adına düzeltir misiniz?"
    assert "Yarın 15.00" in known.tried
    assert "Muhasebeye sordum." in known.tried
    assert "15.00" in known.promised


def test_the_customer_is_told_who_and_by_when(asked: Conversation, elif_: Agent, onur: Agent, client: Client) -> None:
    client.force_login(elif_)
    place = f"/conversations/{asked.pk}/hand-off/"
    drawn = client.get(place, {"to": f"agent:{onur.pk}", "way": "phone"}).content.decode()
    assert "Konunuzu Onur Bal devralıyor" in drawn
    assert "sizi arayacak" in drawn
    due = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT15:00")
    sent = {
        "to": f"agent:{onur.pk}",
        "way": "phone",
        "happened": "Fatura yanlış",
        "wanted": "Düzeltilsin",
        "is_told": "on",
        "due_at": due,
        "text": "Konunuzu Onur Bal devralıyor; sizi arayacak.",
        "key": "k1",
    }
    refused = client.post(place, {**sent, "due_at": ""}, headers={"HX-Request": "true", "HX-Target": "conversation"})
    assert refused.status_code == 422
    assert not HandOff.objects.exists()

    for _ in range(2):
        client.post(place, sent)

    assert HandOff.objects.get().to == onur
    assert asked.messages.filter(direction="out").count() == 1
    one = Promise.objects.get()
    assert (one.owner, timezone.localtime(one.due_at).hour) == (elif_, 15)
    client.force_login(onur)
    assert "Düzeltilsin" in client.get("/promises/mine/").content.decode()
    client.post(f"/hand-offs/{HandOff.objects.get().pk}/accept/")
    assert Promise.objects.get().owner == onur
