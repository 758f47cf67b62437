"""A worker is killed in the middle of a rule: nothing of it has happened, and the next one does it all, once."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone, translation

from muhatap.conversations.models import Channel, Conversation, Direction, Label, Message
from muhatap.rules import actions
from muhatap.rules.models import RuleRun, Trigger
from muhatap.team.models import Agent
from tests import make
from tests.rules.desk import lines, planned, rule
from tests.servers.desk import Worker, database_url

pytestmark = pytest.mark.django_db(transaction=True)

WORK = """
import sys, django
django.setup()
from django.utils import timezone
from muhatap.rules import actions
actions.run_for_event(int(sys.argv[1]), now=timezone.now())
"""
_WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'conversations_closure'::regclass AND NOT granted"


def test_killed_half_way_it_is_done_once_by_the_next(mailbox_channel: Channel, onur: Agent) -> None:
    label = Label.objects.create(name="fatura")
    answer = {"act": "reply", "tr": "Aldık.", "en": ""}
    rule(actions=[{"act": "label", "label": str(label.pk)}, answer, {"act": "close"}])
    conversation = make.conversation(channel=mailbox_channel)
    (event,) = planned().values()

    with psycopg.connect(database_url()) as door:
        # Whoever closes a conversation now waits at this door: label and answer are written and not yet committed.
        door.execute("LOCK TABLE conversations_closure IN EXCLUSIVE MODE")
        environment = {**os.environ, "DATABASE_URL": database_url(), "MUHATAP_BLOBS": str(settings.BLOB_ROOT)}
        worker = subprocess.Popen([sys.executable, "-c", WORK, str(event)], env=environment)
        give_up_at = time.monotonic() + 30
        while door.execute(_WAITING).fetchone() != (1,):
            assert time.monotonic() < give_up_at, "the worker never came to the door"
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

    conversation.refresh_from_db()
    assert (conversation.label_ids, conversation.is_closed, RuleRun.objects.exists()) == ([], False, False)
    assert not Message.objects.filter(direction=Direction.OUT).exists()

    for _attempt in range(2):
        actions.run_for_event(event, now=timezone.now())

    conversation.refresh_from_db()
    assert (conversation.label_ids, conversation.is_closed) == ([label.pk], True)
    with translation.override("en"):
        assert lines(conversation) == ["Rule “Faturalar”: labelled “fatura”, replied and closed"]
    assert (RuleRun.objects.count(), Message.objects.filter(direction=Direction.OUT).count()) == (1, 1)


@pytest.mark.slow
def test_the_worker_itself_runs_rules_and_sees_moments_come(
    mailbox_channel: Channel, onur: Agent, tmp_path: Path
) -> None:
    label = Label.objects.create(name="geç")
    rule("Yeni")
    rule("Geç", event=Trigger.UNANSWERED, after_minutes=60, actions=[{"act": "label", "label": str(label.pk)}])
    conversation = make.conversation(channel=mailbox_channel)
    waiting = make.conversation(channel=mailbox_channel, is_silent=True, at=timezone.now())
    since = timezone.now() - timedelta(minutes=59, seconds=59)
    Conversation.objects.filter(pk=waiting.pk).update(status="open", waiting_since=since)

    with Worker(home=tmp_path, blobs=Path(settings.BLOB_ROOT)):
        give_up_at = time.monotonic() + 100
        while RuleRun.objects.count() < 2:
            assert time.monotonic() < give_up_at, "the worker did nothing"
            time.sleep(0.5)

    ran = set(RuleRun.objects.values_list("rule__name", "conversation"))
    assert ran == {("Yeni", conversation.pk), ("Geç", waiting.pk)}
