"""What the palette finds on the server: only what the agent may see, and nothing that breaks it."""

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent
from tests import make


def labels(client: Client, asked: str) -> list[str]:
    answer = client.get("/find/", {"q": asked})
    assert answer.status_code == 200
    return [found.label for found in answer.context["found"]]


@pytest.fixture
def zeyneps(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Siparişim hâlâ gelmedi")


def test_a_number_leads_to_its_conversation(elif_: Agent, client: Client, zeyneps: Conversation) -> None:
    client.force_login(elif_)

    assert labels(client, f"#{zeyneps.pk}")[0] == "Zeynep Aksoy: Siparişim hâlâ gelmedi"
    assert f'href="/conversations/{zeyneps.pk}/"' in client.get("/find/", {"q": str(zeyneps.pk)}).content.decode()


def test_words_are_found_as_people_type_them(elif_: Agent, client: Client, zeyneps: Conversation) -> None:
    client.force_login(elif_)

    assert labels(client, "zeynep siparis") == ["Zeynep Aksoy: Siparişim hâlâ gelmedi"]
    # The person stands before what they wrote.
    assert labels(client, "zeynep aksoy") == ["Zeynep Aksoy", "Zeynep Aksoy: Siparişim hâlâ gelmedi"]


def test_nobody_finds_another_brands_conversation(elif_: Agent, client: Client, zeyneps: Conversation) -> None:
    elif_.brands.add(make.brand("Liman"))
    client.force_login(elif_)

    assert labels(client, str(zeyneps.pk)) == labels(client, "siparis") == []


def test_what_lies_in_the_bin_is_not_found(elif_: Agent, onur: Agent, client: Client, zeyneps: Conversation) -> None:
    actions.delete(zeyneps, by=onur, now=timezone.now())
    client.force_login(elif_)

    assert labels(client, str(zeyneps.pk)) == []
    assert labels(client, "siparis") == []


@pytest.mark.parametrize("asked", ["", " ", "\0", "9" * 400, "²", "#", "<b>", "'; --", "%", "a" * 5000])
def test_whatever_is_typed_gets_an_answer(elif_: Agent, client: Client, asked: str) -> None:
    client.force_login(elif_)

    assert labels(client, asked) == []
