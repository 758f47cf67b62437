"""What people see of mail coming in: the daily check, what could not be read, and the alarm."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape

from muhatap.conversations.models import Channel, Delivery, DeliveryState
from muhatap.core import blobs
from muhatap.mail import actions, health
from muhatap.mail.models import Mailbox, RawSource, Reconciliation, SourceState
from muhatap.mail.sources import problems
from muhatap.mail.sources.problems import SourceProblem
from muhatap.team.models import Agent
from tests import make
from tests.mail.sources.mails import mail

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def unreadable(channel: Channel, raw: bytes = b"Subject: x\r\n\r\nhello\r\n") -> RawSource:
    """A mail that could not be read yesterday, and could be by now."""
    return RawSource.objects.create(
        channel=channel,
        digest=blobs.put(raw),
        size=len(raw),
        source="lmtp",
        envelope_from="zeynep@example.com",
        state=SourceState.UNREADABLE,
        reason="The message has more than 1000 parts.",
    )


def test_elif_sees_downloads_and_tries_again_what_could_not_be_read(
    client: Client, elif_: Agent, mailbox_channel: Channel
) -> None:
    raw = mail("Şimdi okunur")
    row = unreadable(mailbox_channel, raw)
    client.force_login(elif_, backend=BACKEND)

    page = client.get("/mail/unreadable/").content.decode()
    assert "zeynep@example.com" in page
    assert "İletide 1000 parçadan fazlası var." in page
    file = client.get(f"/mail/unreadable/{row.pk}/raw/")
    assert file.content == raw
    assert file["Content-Disposition"] == f'attachment; filename="mail-{row.pk}.eml"'
    assert file["Content-Type"] == "application/octet-stream"

    answer = client.post(f"/mail/unreadable/{row.pk}/retry/", follow=True)

    row.refresh_from_db()
    assert row.state == SourceState.STORED
    assert row.message is not None
    assert f"/conversations/{row.message.conversation_id}/" in answer.content.decode()
    assert "Bütün e-postalar okunabildi" in answer.content.decode()


def test_what_was_seen_to_is_taken_off_the_list_and_kept(
    client: Client, elif_: Agent, mailbox_channel: Channel
) -> None:
    row = unreadable(mailbox_channel)
    client.force_login(elif_, backend=BACKEND)

    client.post(f"/mail/unreadable/{row.pk}/settle/")

    assert list(health.unread(elif_)) == []
    assert blobs.exists(RawSource.objects.get().digest)


def test_mail_of_another_brand_is_not_there(client: Client, elif_: Agent, mailbox_channel: Channel) -> None:
    row = unreadable(mailbox_channel)
    elif_.brands.add(make.brand(name="Başka"))
    client.force_login(elif_, backend=BACKEND)

    assert "zeynep@example.com" not in client.get("/mail/unreadable/").content.decode()
    for act in ("retry", "settle"):
        assert client.post(f"/mail/unreadable/{row.pk}/{act}/").status_code == 404
    assert client.get(f"/mail/unreadable/{row.pk}/raw/").status_code == 404


def test_onur_sees_the_daily_check(client: Client, onur: Agent, mailbox_channel: Channel) -> None:
    refused = SourceProblem(problems.TOO_LARGE, is_passing=False, size=70, limit=60)
    Reconciliation.objects.create(
        mailbox=mailbox_channel.mailbox,
        on=timezone.localdate(),
        on_server_count=4812,
        stored_count=4811,
        refused_count=1,
        details=[{"uid": "77", "reason": refused.sentence}],
    )
    client.force_login(onur, backend=BACKEND)

    page = client.get("/mail/reconciliation/").content.decode()

    assert "4812" in page or "4.812" in page
    assert "70 MB" in page


def test_nothing_is_alarming_when_all_is_well(mailbox_channel: Channel) -> None:
    now = timezone.now()
    health.note_listener(now=now)

    assert health.alarms(now) == []


def test_what_stands_still_is_said(mailbox_channel: Channel) -> None:
    now = timezone.now()
    Mailbox.objects.update(
        fetch_failing_since=now - timedelta(minutes=20), fetch_problem="Bir sunucu böyle dedi", send_failing_since=None
    )
    cache.set("mail.listener", now - timedelta(minutes=5))
    answered = make.conversation(channel=mailbox_channel)
    message = answered.messages.get()
    Delivery.objects.create(message=message, state=DeliveryState.QUEUED, not_before=now - timedelta(hours=1))

    with translation.override("en"):
        fetching, listener, sending = health.alarms(now)

    assert fetching.startswith("No mail has been fetched for destek@carsi.example since")
    assert fetching.endswith("Bir sunucu böyle dedi")
    assert listener.startswith("The process that receives mail has been silent since")
    assert sending.startswith("1 reply has been waiting to leave")


def test_onur_sees_from_every_page_that_something_stands_still(
    client: Client, onur: Agent, elif_: Agent, mailbox_channel: Channel
) -> None:
    Mailbox.objects.update(fetch_failing_since=timezone.now() - timedelta(minutes=20), fetch_problem="x")

    sentence = health.alarms_for(onur)[0]
    client.force_login(onur)
    assert escape(sentence) in client.get("/inbox/all/").content.decode()
    client.force_login(elif_)
    assert escape(sentence) not in client.get("/inbox/all/").content.decode()
    onur.brands.add(make.brand(name="Başka"))
    # As the next request finds her: an agent object remembers the brands it was asked for.
    assert health.alarms_for(Agent.objects.get(pk=onur.pk)) == []


def test_a_disk_that_fills_up_is_said_in_time(mailbox_channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    health.note_listener(now=now)
    # As if the mails that must still fit were larger than any disk.
    monkeypatch.setattr(health, "LOW_BYTES", 10**18)

    with translation.override("en"):
        (sentence,) = health.alarms(now)

    assert "left on the desk's disk" in sentence


def test_a_short_sigh_is_no_alarm(mailbox_channel: Channel) -> None:
    now = timezone.now()
    health.note_listener(now=now)
    Mailbox.objects.update(fetch_failing_since=now - timedelta(minutes=3), fetch_problem="x")

    assert health.alarms(now) == []


def test_settling_twice_is_noted_once(elif_: Agent, mailbox_channel: Channel) -> None:
    row = unreadable(mailbox_channel)
    first = actions.settle(row, by=elif_, now=timezone.now()).resolved_at

    assert actions.settle(row, by=elif_, now=timezone.now() + timedelta(hours=1)).resolved_at == first
