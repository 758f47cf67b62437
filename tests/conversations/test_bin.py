"""The bin: what is deleted is out of sight, comes back on request or when its customer writes, and goes for good."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.inbound import InboundFile
from muhatap.conversations.models import Channel, Conversation, Message, SearchEntry
from muhatap.core import blobs
from muhatap.team.models import Agent
from tests import make

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=31)


def file(data: bytes = b"fatura") -> InboundFile:
    return InboundFile("fatura.pdf", "application/pdf", len(data), blobs.put(data))


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


@pytest.fixture
def deleted(onur: Agent, mailbox_channel: Channel) -> Conversation:
    return actions.delete(make.conversation(channel=mailbox_channel, subject="Kargo nerede"), by=onur, now=NOW)


def test_what_is_deleted_is_out_of_sight(elif_: Agent, deleted: Conversation) -> None:
    elifs = signed_in(elif_)

    for view in ("unassigned", "to_answer", "all"):
        assert elifs.get(f"/inbox/{view}/").context["page"].rows == []
    assert elifs.get(f"/conversations/{deleted.pk}/").status_code == 404
    assert elifs.get("/inbox/deleted/").status_code == 404
    assert not SearchEntry.objects.exists()


def test_a_lead_finds_it_in_the_bin_and_brings_it_back(onur: Agent, deleted: Conversation) -> None:
    onurs = signed_in(onur)
    assert [row.pk for row in onurs.get("/inbox/deleted/").context["page"].rows] == [deleted.pk]
    assert "tamamen silinir" in onurs.get(f"/conversations/{deleted.pk}/").content.decode()

    onurs.post("/bulk/", {"act": "restore", "ids": deleted.pk, "view": "deleted"})

    deleted.refresh_from_db()
    assert deleted.deleted_at is None
    assert deleted.waiting_since is not None
    assert "Onur Bal çöpten geri getirdi" in onurs.get(f"/conversations/{deleted.pk}/").content.decode()


def test_a_customer_who_writes_again_takes_it_out_of_the_bin(
    elif_: Agent, deleted: Conversation, mailbox_channel: Channel
) -> None:
    make.message(mailbox_channel, conversation=deleted, machine="auto_reply")
    deleted.refresh_from_db()
    assert deleted.deleted_at == NOW

    make.message(mailbox_channel, conversation=deleted, text="Hâlâ bekliyorum")

    deleted.refresh_from_db()
    assert (deleted.deleted_at, deleted.status) == (None, "open")
    assert "Çöpten geri geldi: müşteri yazdı" in signed_in(elif_).get(f"/conversations/{deleted.pk}/").content.decode()


def test_after_thirty_days_it_goes_for_good_with_what_was_merged_into_it(onur: Agent, mailbox_channel: Channel) -> None:
    gone, merged = (make.conversation(channel=mailbox_channel, files=(file(),)) for _ in range(2))
    actions.merge(merged, into=gone, by=onur)
    kept, waiting = (make.conversation(channel=mailbox_channel) for _ in range(2))
    actions.delete(gone, by=onur, now=LONG_AGO)
    actions.delete(waiting, by=onur, now=NOW)

    assert actions.purge_bin(now=NOW) == 1
    assert actions.purge_bin(now=NOW) == 0

    assert set(Conversation.objects.all()) == {kept, waiting}
    assert Message.objects.count() == 2


def test_a_file_goes_with_its_last_message_and_not_before(onur: Agent, mailbox_channel: Channel) -> None:
    alone = make.conversation(channel=mailbox_channel, files=(file(b"yalniz"), file(b"ortak")))
    make.conversation(channel=mailbox_channel, files=(file(b"ortak"),))
    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("yalniz", "ortak")}
    _age(*digests.values())
    actions.delete(alone, by=onur, now=LONG_AGO)

    actions.purge_bin(now=NOW)

    assert {name: blobs.exists(digest) for name, digest in digests.items()} == {"yalniz": False, "ortak": True}


def test_bytes_that_somebody_puts_again_just_now_stay(db: None) -> None:
    digest = blobs.put(b"yeniden")
    _age(digest)
    blobs.put(b"yeniden")

    assert blobs.remove_unused([digest]) == 0
    assert blobs.read(digest) == b"yeniden"


def _age(*digests: str) -> None:
    for digest in digests:
        os.utime(Path(settings.BLOB_ROOT) / digest[:2] / digest[2:], (0, 0))
