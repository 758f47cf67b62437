"""Once a day, by numbers: nothing that the server holds is missing here, or it is said and fetched."""

import pytest
from django.utils import timezone

from muhatap.conversations.models import Message
from muhatap.mail import health
from muhatap.mail.models import FolderCursor, Mailbox, RawSource, Reconciliation, SourceState
from muhatap.mail.sources.imap import fetch_once
from muhatap.mail.sources.reconciliation import FETCHED_NOW, reconcile
from tests.mail.sources.conftest import ADDRESS
from tests.mail.sources.mails import mail
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]


def numbers(row: Reconciliation) -> tuple[int, int, int, int]:
    return row.on_server_count, row.stored_count, row.refused_count, row.missing_count


def test_a_good_day(dovecot: Dovecot, mailbox: Mailbox) -> None:
    again = mail("İki kez gelen")
    dovecot.put(ADDRESS, mail("Bir"), again, again, b"\xff\x00 not a mail")

    row = reconcile(mailbox, now=timezone.now())

    assert numbers(row) == (4, 4, 0, 0)
    assert (row.problem, row.details) == ("", [])


def test_what_is_refused_is_told_with_its_reason(
    dovecot: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUHATAP_MAIL_LIMIT_MB", "1")
    dovecot.put(ADDRESS, mail("Küçük"), mail("Kocaman", megabytes=2))

    row = reconcile(mailbox, now=timezone.now())

    assert numbers(row) == (2, 1, 1, 0)
    assert row.details[0]["reason"].startswith("The mail has 2")


def test_a_refused_mail_comes_when_the_limit_is_raised(
    dovecot: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUHATAP_MAIL_LIMIT_MB", "1")
    dovecot.put(ADDRESS, mail("Kocaman", megabytes=2))
    fetch_once(mailbox)
    monkeypatch.setenv("MUHATAP_MAIL_LIMIT_MB", "5")

    reconcile(mailbox, now=timezone.now())

    assert Message.objects.get().subject == "Kocaman"
    assert not RawSource.objects.filter(state=SourceState.REFUSED, resolved_at=None).exists()


def test_a_mail_that_slipped_past_is_found_and_fetched(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.put(ADDRESS, mail("Bir"), mail("Kaçan"), mail("Üç"))
    fetch_once(mailbox)
    slipped = Message.objects.get(subject="Kaçan")
    RawSource.objects.filter(message=slipped).delete()
    slipped.conversation.delete()

    row = reconcile(mailbox, now=timezone.now())

    assert numbers(row) == (3, 2, 0, 1)
    assert row.details == [{"uid": "2", "reason": FETCHED_NOW}]
    assert Message.objects.filter(subject="Kaçan").count() == 1
    assert numbers(reconcile(mailbox, now=timezone.now())) == (3, 3, 0, 0)
    assert Reconciliation.objects.count() == 1


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_the_days_result(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.stop()

    row = reconcile(mailbox, now=timezone.now())

    assert row.problem.startswith("127.0.0.1 does not accept connections on port")
    line = health.reconciliation_lines(now=timezone.now())[0]
    assert not line.is_even


def test_what_somebody_deletes_on_the_server_is_nobodys_loss(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.put(ADDRESS, mail("Bir"), mail("İki"))
    fetch_once(mailbox)
    client = dovecot.client(ADDRESS)
    client.select("INBOX")
    client.store("1:2", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()

    assert numbers(reconcile(mailbox, now=timezone.now())) == (0, 0, 0, 0)
    assert FolderCursor.objects.get().last_uid == 2
