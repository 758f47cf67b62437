"""The acts of a conversation, told as they happen to people."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.models import Attachment, Channel, Conversation, DeliveryState, Status
from muhatap.core import blobs
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


def _to(customer: Customer) -> dict[str, list[dict[str, str]]]:
    return {"to": [{"name": customer.name, "address": customer.address}], "cc": [], "bcc": []}


def test_a_first_message_opens_a_conversation_that_waits_for_us(mailbox_channel: Channel) -> None:
    message = make.message(mailbox_channel, text="Merhaba,\n\nkargom nerede?")

    conversation = message.conversation
    assert (conversation.status, conversation.message_count) == (Status.OPEN, 1)
    assert conversation.waiting_since == message.at
    assert conversation.preview == "Merhaba, kargom nerede?"
    assert conversation.customer_name == "Zeynep Aksoy"


def test_the_customer_who_writes_again_reopens_a_closed_conversation(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    actions.close(conversation, by=elif_, now=timezone.now())

    make.message(mailbox_channel, conversation=conversation, text="Hâlâ gelmedi.")

    conversation.refresh_from_db()
    assert (conversation.status, conversation.message_count) == (Status.OPEN, 2)
    assert not hasattr(conversation, "closure")


def test_machine_mail_is_filed_without_reopening(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    actions.close(conversation, by=elif_, now=timezone.now())

    make.message(mailbox_channel, conversation=conversation, machine="auto_reply", text="Ofis dışındayım.")

    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since, conversation.message_count) == (
        Status.CLOSED,
        None,
        2,
    )


def test_a_second_click_on_send_writes_one_reply(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    clicks = [
        actions.reply(
            conversation,
            by=elif_,
            text="Bakıyorum.",
            people=_to(zeynep),
            now=timezone.now(),
            idempotency_key="bir",
        )
        for _ in range(2)
    ]

    assert clicks[0].pk == clicks[1].pk
    assert conversation.messages.count() == 2


def test_a_held_reply_can_be_taken_back_until_it_goes(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)
    message = actions.reply(
        conversation, by=elif_, text="Yarın.", people=_to(zeynep), now=timezone.now(), undo_seconds=10
    )

    actions.undo_send(message, by=elif_, now=timezone.now())

    message.delivery.refresh_from_db()
    conversation.refresh_from_db()
    assert message.delivery.state == DeliveryState.UNDONE
    assert conversation.waiting_since is not None
    with pytest.raises(actions.AlreadySent):
        actions.undo_send(message, by=elif_, now=timezone.now())


def test_what_is_written_to_a_merged_conversation_reaches_the_survivor(mailbox_channel: Channel, elif_: Agent) -> None:
    first, second = (make.conversation(channel=mailbox_channel) for _ in range(2))

    actions.merge(second, into=first, by=elif_)
    make.message(mailbox_channel, conversation=Conversation.objects.get(pk=second.pk))

    first.refresh_from_db()
    assert first.messages.count() == first.message_count == 3


def test_every_act_leaves_its_event(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    actions.assign(conversation, to=elif_, by=elif_)
    actions.close(conversation, by=elif_, now=timezone.now() + timedelta(minutes=5))
    actions.reopen(conversation, by=elif_)

    names = Event.objects.filter(subject=f"conversation:{conversation.pk}").values_list("name", flat=True)
    assert list(names.order_by("id")) == [
        "ConversationOpened",
        "MessageReceived",
        "ConversationAssigned",
        "ConversationClosed",
        "ConversationReopened",
    ]


def test_files_of_a_message_that_nobody_sent_are_forgotten_after_two_days(
    mailbox_channel: Channel, zeynep: Customer, elif_: Agent
) -> None:
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep)

    def upload(name: str, *, days_ago: int) -> Attachment:
        blob, at = blobs.put(b"%PDF-1.4 fatura"), now - timedelta(days=days_ago)
        kind = "application/pdf"
        return Attachment.objects.create(
            uploaded_by=elif_, filename=name, content_type=kind, size=15, blob=blob, created_at=at
        )

    old, sent, fresh = upload("eski.pdf", days_ago=3), upload("giden.pdf", days_ago=3), upload("yeni.pdf", days_ago=1)
    actions.reply(conversation, by=elif_, text="Ekte.", people=_to(zeynep), attachments=[sent], now=now)

    assert actions.forget_unsent_files(now=now) == 1
    assert list(Attachment.objects.all()) == [sent, fresh]
    assert blobs.read(old.blob) == b"%PDF-1.4 fatura"
    assert actions.forget_unsent_files(now=now) == 0


def test_what_is_no_spam_waits_for_an_answer_again(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = actions.mark_as_spam(make.conversation(channel=mailbox_channel), by=elif_)

    back = actions.mark_as_not_spam(conversation, by=elif_)

    assert back.waiting_since == back.messages.get().at


def test_mail_for_a_conversation_merged_meanwhile_reaches_the_survivor(mailbox_channel: Channel, elif_: Agent) -> None:
    survivor, merged = make.conversation(channel=mailbox_channel), make.conversation(channel=mailbox_channel)
    as_it_was = Conversation.objects.select_related("merged_into").get(pk=merged.pk)
    actions.merge(merged, into=survivor, by=elif_)

    assert make.message(mailbox_channel, conversation=as_it_was).conversation == survivor


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_write_first_once(mailbox_channel: Channel, elif_: Agent) -> None:
    together = threading.Barrier(3)
    written: list[int] = []

    def click() -> None:
        together.wait()
        message = actions.start(
            channel=mailbox_channel,
            by=elif_,
            to={"name": "", "address": "zeynep@example.com"},
            subject="Siparişiniz",
            text="Kargonuz yolda.",
            now=timezone.now(),
            idempotency_key="bir-tik",
        )
        written.append(message.pk)
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert (len(written), len(set(written)), Conversation.objects.count()) == (3, 1, 1)


def test_who_wrote_last_waits_again_when_a_matter_is_taken_up_by_hand(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    asked_at = conversation.last_message_at
    actions.close(conversation, by=elif_, now=timezone.now())

    conversation = actions.reopen(conversation, by=elif_)

    assert (conversation.status, conversation.waiting_since) == (Status.OPEN, asked_at)
