"""The first mail of a conversation gets exactly one acknowledgement."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations import actions, outbox
from muhatap.conversations.models import Channel, Direction, Message
from muhatap.mail.actions import receive
from muhatap.mail.models import AutomaticMail, BlockedSender, Letter
from muhatap.mail.out.acknowledge import MOST_IN_AN_HOUR, acknowledge
from muhatap.team.models import Agent, Brand
from tests.mail.letters import letter
from tests.servers.smtp import ScriptedServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acknowledging(carsi: Brand) -> None:
    carsi.is_acknowledging = True
    carsi.save()


def _receive(channel: Channel, text: str = "Merhaba, kargom nerede kaldı?", **given: Any) -> Message:
    is_silent = given.pop("is_silent", False)
    row = receive(letter(text, **given), channel=channel, source="lmtp", now=timezone.now(), is_silent=is_silent)
    assert row.message is not None
    return row.message


def _planned() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name="muhatap.mail.jobs.acknowledge").order_by("id")
    return [job.args["message_id"] for job in jobs]


def _run() -> list[Message]:
    """Run the planned acknowledgements, twice each, as a queue may."""
    for message_id in _planned() * 2:
        acknowledge(Message.objects.get(pk=message_id), now=timezone.now())
    return list(Message.objects.filter(direction=Direction.OUT))


def test_a_first_mail_is_acknowledged_once_in_its_language(channel: Channel, server: ScriptedServer) -> None:
    message = _receive(channel)

    (sent,) = _run()
    outbox.deliver(sent.delivery.pk, now=timezone.now())

    conversation = message.conversation
    conversation.refresh_from_db()
    mail = server.taken[0].message
    assert mail["Auto-Submitted"] == "auto-replied"
    assert (mail["In-Reply-To"], mail["To"].addresses[0].addr_spec) == (
        f"<{message.letter.header_message_id}>",
        "zeynep@example.com",
    )
    assert "Merhaba Zeynep Aksoy," in sent.text
    assert "Çarşı" in sent.text
    # It answers nothing: the customer still waits for a person.
    assert (conversation.waiting_since, conversation.preview) == (message.at, "Merhaba, kargom nerede kaldı?")


def test_english_mail_is_acknowledged_in_english(channel: Channel) -> None:
    _receive(
        channel, "Hello, could you please tell me where my order is? Thank you very much.", subject="Where is my order"
    )

    assert "Hello Zeynep Aksoy," in _run()[0].text


def test_the_second_mail_of_a_conversation_is_not(channel: Channel) -> None:
    _receive(channel, message_id="<bir@x>")
    _receive(channel, "Bir şey daha", In_Reply_To="<bir@x>")

    assert len(_planned()) == len(_run()) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<haber.x.example>"},
        {"sender": "MAILER-DAEMON@x.example"},
        {"sender": "destek@carsi.example"},
        {"sender": "reklam@kotu.example"},
        {"X_Spam_Flag": "YES"},
        {"is_silent": True},
    ],
)
def test_machines_spam_imports_and_ourselves_are_not(channel: Channel, carsi: Brand, given: dict[str, Any]) -> None:
    BlockedSender.objects.create(brand=carsi, pattern="@kotu.example")
    _receive(channel, **given)
    assert _run() == []


def test_a_brand_may_do_without(channel: Channel, carsi: Brand) -> None:
    carsi.is_acknowledging = False
    carsi.save()
    channel.refresh_from_db()
    _receive(channel)
    assert _run() == []


def test_an_agent_who_was_quicker_is_enough(channel: Channel, elif_: Agent) -> None:
    message = _receive(channel)
    actions.reply(
        message.conversation, by=elif_, text="Bakıyorum.", people={"to": []}, now=timezone.now(), undo_seconds=0
    )
    assert len(_run()) == 1


def test_mail_that_was_long_on_its_way_is_not(channel: Channel) -> None:
    message = _receive(channel)
    Message.objects.filter(pk=message.pk).update(at=timezone.now() - timedelta(days=5))
    assert _run() == []


def test_one_address_gets_a_few_an_hour_and_no_more(channel: Channel) -> None:
    for number in range(MOST_IN_AN_HOUR + 3):
        _receive(channel, f"Soru {number}", subject=f"Soru {number}")

    assert len(_run()) == MOST_IN_AN_HOUR

    AutomaticMail.objects.update(at=timezone.now() - timedelta(hours=1))
    assert len(_run()) == MOST_IN_AN_HOUR + 3


def test_a_mailbox_with_many_plus_addresses_is_one_address(channel: Channel) -> None:
    for number in range(MOST_IN_AN_HOUR + 3):
        _receive(channel, f"Soru {number}", sender=f"zeynep+{number}@example.com", subject=f"Soru {number}")

    assert len(_run()) == MOST_IN_AN_HOUR


def test_a_stranger_in_whose_name_another_wrote_is_not_thanked(channel: Channel) -> None:
    message = _receive(channel)
    Letter.objects.filter(message=message).update(authentication={"spf": "pass", "dkim": "pass", "dmarc": "fail"})

    assert _run() == []


def test_one_job_looks_at_the_sender_and_then_answers(channel: Channel) -> None:
    """Whoever is written to in another's name gets no thanks for a mail that they did not send."""
    message = _receive(channel)
    _receive(channel, "Bir şey daha", In_Reply_To=f"<{message.letter.header_message_id}>")

    jobs = ProcrastinateJob.objects.filter(task_name__startswith="muhatap.mail.jobs").order_by("id")
    assert [job.task_name.rpartition(".")[2] for job in jobs] == ["acknowledge", "check_sender"]

    Message.objects.filter(pk=message.pk).update(warnings=["spoofed"])
    assert _run() == []
