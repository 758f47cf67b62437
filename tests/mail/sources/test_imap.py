"""A mailbox on a real Dovecot: everything comes, each mail once, and nothing on the server changes."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from muhatap.conversations.models import Message, Status
from muhatap.mail.models import FolderCursor, Mailbox, RawSource, SourceState
from muhatap.mail.sources import imap
from muhatap.mail.sources.imap import Fetcher, fetch_once
from muhatap.mail.sources.problems import SourceProblem
from muhatap.team.models import Brand
from tests.mail.sources.conftest import ADDRESS, eventually, mailbox_on
from tests.mail.sources.mails import mail
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db(transaction=True)]

Follow = Callable[[Mailbox], Fetcher]


def test_a_mail_is_here_within_a_second_of_arriving(dovecot: Dovecot, mailbox: Mailbox, follow: Follow) -> None:
    follow(mailbox)
    eventually(lambda: Mailbox.objects.exclude(last_fetch_at=None).exists())
    time.sleep(0.5)

    arrived = time.monotonic()
    dovecot.put(ADDRESS, mail("Kargom gelmedi"))
    eventually(lambda: Message.objects.filter(subject="Kargom gelmedi").exists())

    assert time.monotonic() - arrived < 1.5


def test_mails_that_come_while_others_are_stored_come_too(dovecot: Dovecot, mailbox: Mailbox, follow: Follow) -> None:
    follow(mailbox)

    for number in range(60):
        dovecot.put(ADDRESS, mail(f"Soru {number}"))

    eventually(lambda: Message.objects.count() == 60, seconds=20)


def test_after_five_days_off_everything_comes_also_what_somebody_read(dovecot: Dovecot, mailbox: Mailbox) -> None:
    away_since = timezone.now() - timedelta(days=5)
    mailbox.channel.created_at = away_since - timedelta(days=30)
    mailbox.channel.save()
    dovecot.put(ADDRESS, mail("Pazartesi"), at=away_since)
    dovecot.put(ADDRESS, mail("Çarşamba"), at=away_since + timedelta(days=2))
    dovecot.put(ADDRESS, mail("Bugün"))
    client = dovecot.client(ADDRESS)
    client.select("INBOX")
    client.store("1:3", "+FLAGS", r"(\Seen)")
    client.logout()

    fetch_once(mailbox)

    assert set(Message.objects.values_list("subject", flat=True)) == {"Pazartesi", "Çarşamba", "Bugün"}
    assert set(Message.objects.values_list("conversation__status", flat=True)) == {Status.OPEN}


def test_what_lay_there_before_the_desk_knew_the_mailbox_is_history(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.put(ADDRESS, mail("Geçen yılki soru"), at=timezone.now() - timedelta(days=300))

    fetch_once(mailbox)

    assert Message.objects.get().conversation.status == Status.CLOSED


def test_the_server_does_not_notice_that_we_read(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.put(ADDRESS, mail("Bir"), mail("İki"))

    fetch_once(mailbox)

    assert Message.objects.count() == 2
    assert all(b"Seen" not in flags and b"Deleted" not in flags for flags in dovecot.flags(ADDRESS))
    assert len(dovecot.flags(ADDRESS)) == 2


def test_new_numbers_are_read_from_the_start_and_known_mails_recognised(dovecot: Dovecot, carsi: Brand) -> None:
    mailbox = mailbox_on(dovecot, brand=carsi, imap_folder="Müşteri")
    one, two, three = mail("Bir"), mail("İki"), mail("Üç")
    _make_anew(dovecot, "M&APwBXw-teri")
    dovecot.put(ADDRESS, one, two, folder="M&APwBXw-teri")
    fetch_once(mailbox)
    first = FolderCursor.objects.get().uidvalidity
    time.sleep(1.1)
    _make_anew(dovecot, "M&APwBXw-teri")
    dovecot.put(ADDRESS, one, two, three, folder="M&APwBXw-teri")

    fetch_once(mailbox)

    cursor = FolderCursor.objects.get()
    assert cursor.uidvalidity != first
    assert list(Message.objects.order_by("pk").values_list("subject", flat=True)) == ["Bir", "İki", "Üç"]
    # The reconciliation finds each by its new number.
    assert set(RawSource.objects.values_list("source", flat=True)) == {imap.source_of(cursor, uid) for uid in (1, 2, 3)}


def test_a_mail_that_is_too_large_is_refused_in_sight_and_the_next_one_comes(
    dovecot: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUHATAP_MAIL_LIMIT_MB", "1")
    dovecot.put(ADDRESS, mail("Kocaman", megabytes=2), mail("Küçük"))

    fetch_once(mailbox)
    fetch_once(mailbox)

    refused = RawSource.objects.get(state=SourceState.REFUSED)
    assert refused.reason.startswith("The mail has 2")
    assert refused.reason.endswith("It is still on the mail server.")
    assert Message.objects.get().subject == "Küçük"
    assert FolderCursor.objects.get().last_uid == int(refused.source.rpartition(":")[2]) + 1


@pytest.mark.slow
def test_thirty_megabytes_come_whole(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.put(ADDRESS, mail("Fotoğraflar", megabytes=30))

    fetch_once(mailbox)

    assert Message.objects.get().attachments.get().size == 30 * 768 * 1024


def test_a_mail_deleted_before_it_was_fetched_holds_nothing_up(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.put(ADDRESS, mail("Gitti"), mail("Kaldı"))
    client = dovecot.client(ADDRESS)
    client.select("INBOX")
    client.store("1", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()

    fetch_once(mailbox)

    assert Message.objects.get().subject == "Kaldı"


def test_a_lost_connection_is_made_again(dovecot: Dovecot, mailbox: Mailbox, follow: Follow) -> None:
    fetcher = follow(mailbox)
    eventually(lambda: Mailbox.objects.exclude(last_fetch_at=None).exists())
    assert fetcher._line is not None
    fetcher._line.close()

    dovecot.put(ADDRESS, mail("Sonradan"))

    eventually(lambda: Message.objects.filter(subject="Sonradan").exists())


def test_a_server_without_idle_is_asked_again_and_again(
    carsi: Brand, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "POLL_SECONDS", 0.3)
    server = Dovecot(ADDRESS, without_idle=True)
    try:
        server.start()
        follow(mailbox_on(server, brand=carsi))
        eventually(lambda: Mailbox.objects.exclude(last_fetch_at=None).exists())
        server.put(ADDRESS, mail("Yoklayarak"))
        eventually(lambda: Message.objects.filter(subject="Yoklayarak").exists())
    finally:
        server.remove()


def test_a_server_that_was_away_is_said_and_forgotten_when_it_is_back(carsi: Brand, follow: Follow) -> None:
    server = Dovecot(ADDRESS)
    mailbox = mailbox_on(server, brand=carsi)
    try:
        follow(mailbox)
        eventually(lambda: Mailbox.objects.filter(fetch_failing_since__isnull=False).exists())
        mailbox.refresh_from_db()
        assert mailbox.fetch_problem == (
            f"127.0.0.1 does not accept connections on port {server.port}. Check the port."
        )

        server.start()
        server.put(ADDRESS, mail("Yine burada"))
        eventually(lambda: Message.objects.exists())
        eventually(lambda: Mailbox.objects.filter(fetch_failing_since=None, fetch_problem="").exists())
    finally:
        server.remove()


def test_a_wrong_password_is_told_in_words(dovecot: Dovecot, mailbox: Mailbox) -> None:
    mailbox.set_secret("imap_password", "yanlış")
    mailbox.save()

    with pytest.raises(SourceProblem) as problem:
        fetch_once(mailbox)

    assert problem.value.sentence.startswith("The password was refused. The server says: [AUTHENTICATIONFAILED]")
    assert not problem.value.is_passing


def test_a_folder_that_is_not_there_is_named(dovecot: Dovecot, mailbox: Mailbox) -> None:
    mailbox.imap_folder = "Şikâyetler"
    mailbox.save()

    with pytest.raises(SourceProblem, match="The folder “Şikâyetler” does not exist in this mailbox"):
        fetch_once(mailbox)


def _make_anew(server: Dovecot, folder: str) -> None:
    client = server.client(ADDRESS)
    client.delete(folder)
    assert client.create(folder)[0] == "OK"
    client.logout()


@pytest.fixture(autouse=True)
def _quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "SHORTEST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(imap, "LONGEST_PAUSE_SECONDS", 0.3)
