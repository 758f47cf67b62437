"""The listener as a process: killed at any moment it goes on where it was; mailboxes come and go while it runs."""

from pathlib import Path

import pytest

from muhatap.conversations.models import Channel, Message
from muhatap.mail.models import Mailbox, RawSource
from tests.mail.sources.conftest import ADDRESS, eventually
from tests.mail.sources.mails import mail
from tests.servers.desk import Listener
from tests.servers.dovecot import PASSWORD, Dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db(transaction=True)]


@pytest.mark.slow
def test_killed_again_and_again_it_stores_each_mail_once(dovecot: Dovecot, mailbox: Mailbox, tmp_path: Path) -> None:
    dovecot.put(ADDRESS, *(mail(f"Soru {number}") for number in range(150)))
    listener = Listener(home=tmp_path, blobs=tmp_path / "blobs")
    with listener:
        for stored in (10, 60):
            eventually(lambda stored=stored: RawSource.objects.count() >= stored, seconds=60)
            listener.kill()
            listener.start()

        eventually(lambda: Message.objects.count() >= 150, seconds=60)

    subjects = list(Message.objects.values_list("subject", flat=True))
    assert sorted(subjects) == sorted(f"Soru {number}" for number in range(150))


@pytest.mark.slow
def test_a_mailbox_is_followed_changed_and_left_while_it_runs(
    dovecot: Dovecot, mailbox: Mailbox, tmp_path: Path
) -> None:
    Channel.objects.update(is_enabled=False)
    mailbox.set_secret("imap_password", "yanlış")
    mailbox.save()
    with Listener(home=tmp_path, blobs=tmp_path / "blobs") as listener:
        Channel.objects.update(is_enabled=True)
        eventually(lambda: Mailbox.objects.exclude(fetch_problem="").exists(), seconds=20)
        mailbox.refresh_from_db()
        assert mailbox.fetch_problem.startswith("The password was refused")

        mailbox.set_secret("imap_password", PASSWORD)
        mailbox.save()
        dovecot.put(ADDRESS, mail("Doğru parolayla"))
        eventually(lambda: Message.objects.exists(), seconds=20)
        eventually(lambda: Mailbox.objects.filter(fetch_problem="").exists())

        assert listener.stop() < 2
