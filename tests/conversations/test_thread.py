"""What a thread says of the people in it."""

import pytest
from django.test import Client

from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


def test_somebody_who_slipped_in_is_marked_before_the_first_answer(
    client: Client, elif_: Agent, mailbox_channel: Channel
) -> None:
    client.force_login(elif_)
    conversation = make.conversation(channel=mailbox_channel)
    stranger = Person("zeynep@ornek-kargo.example", "Zeynep Aksoy")
    make.message(mailbox_channel, sender=stranger, conversation=conversation)

    composer = client.get(f"/conversations/{conversation.pk}/").context["compose"]

    # The answer goes to who wrote last, and the page says that nobody here has written to that address yet.
    assert composer["to"] == "Zeynep Aksoy <zeynep@ornek-kargo.example>"
    assert composer["participants"].split() == ["zeynep@example.com"]
