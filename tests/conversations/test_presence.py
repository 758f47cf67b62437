"""Who has a conversation before them: leases that end by themselves, and a bell only when the picture changes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations.models import Channel, Conversation
from muhatap.realtime import actions as realtime
from muhatap.realtime import queries
from muhatap.realtime.models import Lease, Ring
from muhatap.team.models import Agent
from tests import make

NOW = timezone.now()


@pytest.fixture
def asked(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel)


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def says(browser: Client, conversation: Conversation) -> list[str]:
    """What a person sees of the others at a conversation."""
    people = browser.get(f"/presence/?of={conversation.pk}").json()["people"]
    return [person["says"] for person in people.get(str(conversation.pk), [])]


def test_onur_sees_that_elif_reads_writes_and_goes(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    hers, his = signed_in(elif_), signed_in(onur)
    place = f"/conversations/{asked.pk}/presence/"

    hers.post(place, {"page": "a", "doing": "reading"})
    assert says(his, asked) == ["Elif Kaya buna bakıyor"]
    assert says(hers, asked) == []

    hers.post(place, {"page": "a", "doing": "typing"})
    assert says(his, asked) == ["Elif Kaya yazıyor"]

    hers.post(place, {"page": "a", "doing": "gone"})
    assert says(his, asked) == []


def test_a_lease_ends_by_itself(asked: Conversation, elif_: Agent) -> None:
    topic = f"conversation:{asked.pk}"
    realtime.be_at(topic, agent_id=elif_.pk, page="a", is_typing=True, now=NOW)

    def at(seconds: int) -> list[bool]:
        return [one.is_typing for one in queries.present([topic], now=NOW + timedelta(seconds=seconds))]

    assert [at(5), at(12), at(39), at(41)] == [[True], [False], [False], []]


def test_closing_one_of_two_tabs_ends_nothing(asked: Conversation, elif_: Agent) -> None:
    topic = f"conversation:{asked.pk}"
    realtime.be_at(topic, agent_id=elif_.pk, page="a", is_typing=False, now=NOW)
    realtime.be_at(topic, agent_id=elif_.pk, page="b", is_typing=False, now=NOW)

    realtime.go_from(topic, agent_id=elif_.pk, page="a", now=NOW)

    assert len(queries.present([topic], now=NOW)) == 1


def test_the_bell_rings_for_news_and_not_for_every_heartbeat(asked: Conversation, elif_: Agent) -> None:
    topic = f"conversation:{asked.pk}"
    for seconds in (0, 15, 30):
        realtime.be_at(topic, agent_id=elif_.pk, page="a", is_typing=False, now=NOW + timedelta(seconds=seconds))

    assert Ring.objects.filter(topic="presence", kind=topic).count() == 1


def test_who_is_at_a_conversation_one_cannot_see_is_not_told(asked: Conversation, elif_: Agent, onur: Agent) -> None:
    signed_in(elif_).post(f"/conversations/{asked.pk}/presence/", {"page": "a", "doing": "reading"})
    onur.brands.add(make.brand(name="Bahçe"))

    assert says(signed_in(onur), asked) == []
    assert signed_in(onur).post(f"/conversations/{asked.pk}/presence/", {"page": "b"}).status_code == 404


@pytest.mark.parametrize("of", ["", "x", "1,,2", "²", "9" * 40, "-1", "0"])
def test_nonsense_asks_for_nobody(elif_: Agent, of: str) -> None:
    assert signed_in(elif_).get("/presence/", {"of": of}).json() == {"people": {}, "again": 0}


def test_old_leases_are_forgotten(asked: Conversation, elif_: Agent) -> None:
    realtime.be_at(f"conversation:{asked.pk}", agent_id=elif_.pk, page="a", is_typing=False, now=NOW)

    realtime.prune(now=NOW + timedelta(hours=2))

    assert not Lease.objects.exists()
