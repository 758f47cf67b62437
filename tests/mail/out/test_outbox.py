"""What was said goes out once, or is visibly not gone."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations import actions, outbox
from muhatap.conversations.models import Channel, Conversation, Delivery, DeliveryState, Message
from muhatap.core.models import Event
from muhatap.mail.actions import receive
from muhatap.mail.models import BouncedRecipient, Mailbox
from muhatap.team.models import Agent
from tests import make
from tests.mail.letters import notice
from tests.servers.smtp import ScriptedServer

pytestmark = pytest.mark.django_db

ZEYNEP = {"name": "Zeynep Aksoy", "address": "zeynep@example.com"}
MURAT = {"name": "Murat Demir", "address": "murat@example.com"}


def _reply(channel: Channel, by: Agent, *, to: list[dict[str, str]] | None = None, undo_seconds: int = 0) -> Delivery:
    conversation = make.conversation(channel=channel)
    message = actions.reply(
        conversation,
        by=by,
        text="Kargonuz yolda.",
        people={"to": to or [ZEYNEP], "cc": [], "bcc": []},
        now=timezone.now(),
        undo_seconds=undo_seconds,
    )
    return message.delivery


def _deliver(delivery: Delivery, *, now: datetime | None = None) -> Delivery:
    outbox.deliver(delivery.pk, now=now or timezone.now())
    delivery.refresh_from_db()
    return delivery


def _events(delivery: Delivery) -> list[str]:
    subject = f"conversation:{delivery.message.conversation_id}"
    return list(Event.objects.filter(subject=subject).order_by("id").values_list("name", flat=True))


def test_a_reply_goes_out_and_says_what_the_server_said(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    delivery = _deliver(_reply(channel, elif_))

    assert (delivery.state, delivery.answer, delivery.attempt_count) == (DeliveryState.SENT, "250 Taken", 1)
    assert [taken.recipients for taken in server.taken] == [["zeynep@example.com"]]
    assert _events(delivery)[-2:] == ["MessageSent", "MessageDelivered"]
    mailbox = Mailbox.objects.get()
    assert mailbox.last_sent_at is not None
    assert mailbox.send_problem == ""


def test_running_twice_sends_once(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    delivery = _reply(channel, elif_)

    _deliver(delivery)
    _deliver(delivery)

    assert len(server.taken) == 1


def test_a_held_reply_waits_for_its_moment_and_not_longer(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    delivery = _reply(channel, elif_, undo_seconds=10)

    early = _deliver(delivery, now=delivery.not_before - timedelta(milliseconds=1)).state
    due = _deliver(delivery, now=delivery.not_before).state

    assert (early, due) == (DeliveryState.HELD, DeliveryState.SENT)


def test_what_was_taken_back_stays_here(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    delivery = _reply(channel, elif_, undo_seconds=10)

    actions.undo_send(delivery.message, by=elif_, now=timezone.now())

    assert _deliver(delivery, now=timezone.now() + timedelta(hours=1)).state == DeliveryState.UNDONE
    assert server.taken == []


def test_not_now_is_tried_again_later_and_said_meanwhile(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    server.at_data = lambda count: "451 4.7.1 Greylisted, try again" if count == 1 else "250 Taken"
    delivery = _reply(channel, elif_)

    waiting = _deliver(delivery)
    assert (waiting.state, waiting.reason) == (DeliveryState.QUEUED, "451 4.7.1 Greylisted, try again")
    assert timedelta(seconds=28) < waiting.not_before - timezone.now() <= timedelta(seconds=30)
    assert ProcrastinateJob.objects.filter(args__delivery_id=delivery.pk, scheduled_at=waiting.not_before).exists()

    sent = _deliver(delivery, now=waiting.not_before)
    assert (sent.state, sent.attempt_count, sent.reason, len(server.taken)) == (DeliveryState.SENT, 2, "", 1)


def test_never_is_shown_in_the_servers_words_and_can_be_tried_again(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    server.at_recipient = lambda address: "550 5.1.1 No such mailbox"
    delivery = _deliver(_reply(channel, elif_))

    assert (delivery.state, delivery.is_permanent) == (DeliveryState.FAILED, True)
    assert delivery.answer == "550 5.1.1 No such mailbox"
    assert Conversation.objects.get().has_failure
    assert _events(delivery)[-1] == "DeliveryFailed"

    server.at_recipient = lambda address: "250 OK"
    outbox.retry(delivery, by=elif_, now=timezone.now())

    assert _deliver(delivery).state == DeliveryState.SENT
    assert not Conversation.objects.get().has_failure


def test_a_second_click_on_retry_changes_nothing(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    delivery = _deliver(_reply(channel, elif_))

    outbox.retry(delivery, by=elif_, now=timezone.now())

    assert _deliver(delivery).state == DeliveryState.SENT
    assert len(server.taken) == 1


def test_one_refused_recipient_does_not_keep_the_others_from_their_mail(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    server.at_recipient = lambda address: "550 5.2.1 Disabled" if address.startswith("murat") else "250 OK"

    delivery = _deliver(_reply(channel, elif_, to=[ZEYNEP, MURAT]))

    assert (delivery.state, delivery.reason) == (DeliveryState.SENT, "murat@example.com: 550 5.2.1 Disabled")
    assert [taken.recipients for taken in server.taken] == [["zeynep@example.com"]]
    assert BouncedRecipient.objects.get().address == "murat@example.com"
    assert Conversation.objects.get().has_failure


def test_who_has_it_already_does_not_get_it_again(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    server.at_recipient = lambda address: "450 4.2.1 Busy" if address.startswith("murat") else "250 OK"
    delivery = _deliver(_reply(channel, elif_, to=[ZEYNEP, MURAT]))
    assert (delivery.state, delivery.only_to) == (DeliveryState.QUEUED, ["murat@example.com"])

    server.at_recipient = lambda address: "250 OK"
    delivery = _deliver(delivery, now=delivery.not_before)

    assert (delivery.state, delivery.only_to) == (DeliveryState.SENT, [])
    assert [taken.recipients for taken in server.taken] == [["zeynep@example.com"], ["murat@example.com"]]


def test_a_server_that_is_down_is_waited_for_and_the_mailbox_says_so(channel: Channel, elif_: Agent) -> None:
    Mailbox.objects.update(smtp_port=1)

    delivery = _deliver(_reply(channel, elif_))

    mailbox = Mailbox.objects.get()
    assert delivery.state == DeliveryState.QUEUED
    assert "127.0.0.1" in delivery.reason
    assert "127.0.0.1" in mailbox.send_problem
    assert mailbox.send_failing_since is not None


def test_a_mailbox_without_a_server_fails_in_red(channel: Channel, elif_: Agent) -> None:
    Mailbox.objects.update(smtp_host="")

    assert _deliver(_reply(channel, elif_)).state == DeliveryState.FAILED


def test_after_two_days_it_is_given_up(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    server.at_data = lambda count: "451 later"
    delivery = _deliver(_reply(channel, elif_))
    Delivery.objects.update(tried_since=timezone.now() - timedelta(days=2))

    delivery = _deliver(delivery, now=delivery.not_before)

    assert (delivery.state, delivery.is_permanent, delivery.answer) == (DeliveryState.FAILED, False, "451 later")


def test_a_line_cut_after_the_last_byte_is_for_a_person_to_decide(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    server.at_data = lambda count: "cut" if count == 1 else "250 Taken"
    delivery = _deliver(_reply(channel, elif_))

    assert (delivery.state, delivery.is_uncertain) == (DeliveryState.FAILED, True)
    assert delivery.reason
    assert server.data_count == 1

    outbox.retry(delivery, by=elif_, now=timezone.now())
    assert _deliver(delivery).state == DeliveryState.SENT
    assert server.taken[0].message["Message-ID"] == f"<{delivery.message.letter.header_message_id}>"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    delivery = _reply(channel, elif_)
    together = threading.Barrier(6)

    def work() -> None:
        together.wait()
        outbox.deliver(delivery.pk, now=timezone.now())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(server.taken) == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db(transaction=True)
def test_a_worker_thought_dead_may_not_send_the_last_byte(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    delivery = _reply(channel, elif_)

    def take_over() -> None:
        # As after a restart of the database, which frees the first worker's lock while it is still talking.
        Delivery.objects.update(attempt_count=2)
        connection.close()

    def slow(address: str) -> str:
        server.at_recipient = lambda address: "250 OK"
        other = threading.Thread(target=take_over)
        other.start()
        other.join()
        return "250 OK"

    server.at_recipient = slow
    outbox.deliver(delivery.pk, now=timezone.now())

    assert (server.taken, server.data_count) == ([], 0)
    outbox.deliver(delivery.pk, now=timezone.now())
    assert len(server.taken) == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db(transaction=True)
def test_a_notice_quicker_than_our_own_note_is_not_forgotten(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    delivery = _reply(channel, elif_)

    def come_back() -> None:
        # The server takes it, and its notice is here before its "250".
        original = server.taken[0].data.replace(b"\r\n", b"\n")
        receive(notice(original=original), channel=channel, source="lmtp", now=timezone.now())
        connection.close()

    server.before_answer = come_back

    delivery = _deliver(delivery)

    assert (delivery.state, BouncedRecipient.objects.count()) == (DeliveryState.BOUNCED, 1)
    assert "No such mailbox" in delivery.reason
    assert Conversation.objects.get().has_failure


def test_a_loss_told_while_others_were_still_to_come_is_noted_at_the_end(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    server.at_recipient = lambda address: "451 later" if address.startswith("murat") else "250 OK"
    delivery = _deliver(_reply(channel, elif_, to=[ZEYNEP, MURAT]))
    original = server.taken[0].data.replace(b"\r\n", b"\n")
    receive(notice(original=original), channel=channel, source="lmtp", now=timezone.now())
    server.at_recipient = lambda address: "250 OK"

    delivery = _deliver(delivery, now=delivery.not_before)

    assert [taken.recipients for taken in server.taken] == [["zeynep@example.com"], ["murat@example.com"]]
    assert (delivery.state, delivery.reason) == (DeliveryState.BOUNCED, "zeynep@example.com")
    assert BouncedRecipient.objects.get().address == "zeynep@example.com"


def test_lost_jobs_are_planned_anew(channel: Channel, elif_: Agent, server: ScriptedServer) -> None:
    queued, sent = _reply(channel, elif_), _deliver(_reply(channel, elif_))
    held = _reply(channel, elif_, undo_seconds=3600)
    ProcrastinateJob.objects.all().delete()
    soon = timezone.now() + timedelta(minutes=1)

    assert outbox.sweep(now=soon) == 1
    assert outbox.sweep(now=soon) == 0
    assert ProcrastinateJob.objects.get().args == {"delivery_id": queued.pk}
    assert {sent.state, held.state} == {DeliveryState.SENT, DeliveryState.HELD}


def test_a_reply_to_nobody_is_refused_in_words(channel: Channel, elif_: Agent) -> None:
    delivery = _reply(channel, elif_)
    Message.objects.filter(pk=delivery.message_id).update(people={"to": []})

    delivery = _deliver(delivery)

    assert (delivery.state, bool(delivery.reason)) == (DeliveryState.FAILED, True)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 120), (3, 600), (4, 3600), (5, 14400), (6, 14400), (40, 14400)]
)
def test_waits_grow(attempts: int, seconds: int) -> None:
    assert outbox.wait_after(attempts).total_seconds() == seconds


def test_the_sweep_comes_every_ten_seconds() -> None:
    from croniter import croniter
    from procrastinate.contrib.django import app

    (sweep,) = (
        one for one in app.periodic_registry.periodic_tasks.values() if one.task.name.endswith("jobs.sweep_outbox")
    )
    times = croniter(sweep.cron, datetime(2026, 1, 1, 0, 3))
    assert [times.get_next(datetime).second for _ in range(7)] == [10, 20, 30, 40, 50, 0, 10]


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_arrives_takes_no_mark_of_another_that_fails_at_the_same_moment(
    channel: Channel, elif_: Agent, server: ScriptedServer
) -> None:
    arriving = _reply(channel, elif_)
    conversation = arriving.message.conversation
    failing = actions.reply(
        conversation, by=elif_, text="Ekte.", people={"to": [MURAT], "cc": [], "bcc": []}, now=timezone.now(),
        undo_seconds=0,
    ).delivery  # fmt: skip

    def arrive() -> None:
        outbox.deliver(arriving.pk, now=timezone.now())
        connection.close()

    other = threading.Thread(target=arrive)
    with transaction.atomic():
        outbox._note_failed(failing, now=timezone.now(), is_permanent=False)
        other.start()
        # It has been accepted, and waits to be noted until the other is.
        other.join(1)
        assert other.is_alive()
    other.join(10)

    arriving.refresh_from_db()
    conversation.refresh_from_db()
    assert arriving.state == DeliveryState.SENT
    assert conversation.has_failure
