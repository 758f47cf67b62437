"""A draft is saved by itself while its writer presses Send: both come to their end, in whichever order."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.actions import Words
from muhatap.conversations.models import Attachment, Channel, Conversation, Draft, Message
from muhatap.core import blobs
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

WHOM = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
KEY = "bu-yanıt"
PATIENCE_SECONDS = 20.0


@pytest.fixture
def asked(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel, subject="Faturam nerede?")


@pytest.fixture
def invoice(elif_: Agent) -> Attachment:
    blob = blobs.put(b"%PDF-1.4 fatura")
    return Attachment.objects.create(uploaded_by=elif_, filename="fatura.pdf", size=15, blob=blob)


def in_the_midst(saving: Callable[[], Iterator[object]], sending: Callable[[], object]) -> None:
    """Send while a save is half done: it goes on only when the sending waits for something that it holds."""
    begun = threading.Event()
    failures: list[BaseException] = []

    def save() -> None:
        try:
            with transaction.atomic():
                steps = saving()
                next(steps)
                begun.set()
                _until_somebody_waits()
                list(steps)
        except BaseException as failure:
            failures.append(failure)
        finally:
            begun.set()
            connection.close()

    saver = threading.Thread(target=save)
    saver.start()
    begun.wait(PATIENCE_SECONDS)
    try:
        sending()
    finally:
        saver.join(PATIENCE_SECONDS)
    assert failures == []


def _until_somebody_waits() -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)


def test_a_first_save_on_its_way_stops_no_reply(asked: Conversation, elif_: Agent) -> None:
    def saving() -> Iterator[object]:
        yield save_words(asked, elif_)

    in_the_midst(saving, lambda: send(asked, elif_))

    assert Message.objects.get(direction="out").text == "Faturanız ekte"
    assert not Draft.objects.filter(is_live=True).exists()


def test_a_save_that_holds_the_same_file_stops_no_reply(asked: Conversation, elif_: Agent, invoice: Attachment) -> None:
    save_words(asked, elif_)

    def saving() -> Iterator[object]:
        yield Draft.objects.select_for_update().get()
        yield save_words(asked, elif_, invoice, revision=1)

    in_the_midst(saving, lambda: send(asked, elif_, invoice, revision=1))

    assert Message.objects.get(direction="out").attachments.get() == invoice
    assert not Draft.objects.filter(is_live=True).exists()


def save_words(conversation: Conversation, by: Agent, *files: Attachment, revision: int = 0) -> Draft:
    words = Words(text="Faturanız ekte", files=files)
    now = timezone.now()
    return actions.save_draft(conversation, by=by, kind="reply", words=words, revision=revision, key=KEY, now=now)


def send(conversation: Conversation, by: Agent, *files: Attachment, revision: int = 0) -> Message:
    return actions.reply(
        conversation,
        by=by,
        text="Faturanız ekte",
        people=WHOM,
        attachments=files,
        now=timezone.now(),
        idempotency_key=KEY,
        draft_revision=revision,
    )
