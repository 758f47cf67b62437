"""Mail handed in by LMTP and SMTP to the listener as it really runs: "250" after the commit, and never instead."""

import resource
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from muhatap.cli.postgres import Server as Postgres
from muhatap.conversations.models import Channel, Message
from muhatap.core import blobs
from muhatap.mail.models import RawSource
from tests import make
from tests.mail.sources.conftest import ADDRESS, eventually
from tests.mail.sources.mails import mail
from tests.servers.desk import Listener
from tests.servers.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = "zeynep@example.com"


@pytest.fixture(scope="module")
def shared_listener(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Listener]:
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock():
        listener = Listener(home=home, blobs=home / "blobs")
    with listener:
        yield listener


@pytest.fixture
def listener(shared_listener: Listener, settings: Settings, mailbox_channel: Channel) -> Listener:
    """The listener as it runs all day, and the test reading its blobs."""
    settings.BLOB_ROOT = shared_listener.environment["MUHATAP_BLOBS"]
    return shared_listener


def test_taken_is_said_after_the_commit(listener: Listener) -> None:
    raw = mail("Siparişim nerede?")

    with smtplib.LMTP("127.0.0.1", listener.lmtp_port) as line:
        line.ehlo()
        line.docmd("MAIL", "FROM:<zeynep@example.com>")
        line.docmd("RCPT", "TO:<destek@carsi.example>")
        answer = line.data(raw)

    assert answer == (250, b"2.0.0 Taken")
    row = RawSource.objects.get()
    assert (row.source, row.envelope_from, row.envelope_to) == ("lmtp", SENDER, ADDRESS)
    assert blobs.read(row.digest) == raw
    assert row.message is not None


def test_each_recipient_gets_an_answer_of_its_own(listener: Listener) -> None:
    make.channel(address="iade@carsi.example")
    resting = make.channel(address="eski@carsi.example")
    Channel.objects.filter(pk=resting.pk).update(is_enabled=False)

    with smtplib.LMTP("127.0.0.1", listener.lmtp_port) as line:
        line.ehlo()
        line.docmd("MAIL", "FROM:<>")
        answers = [
            line.docmd("RCPT", f"TO:<{address}>")[0]
            for address in (
                ADDRESS,
                "DESTEK+4711-abc@Carsi.Example",
                "iade@carsi.example",
                "kimse@carsi.example",
                "eski@carsi.example",
            )
        ]
        line.putcmd("DATA")
        assert line.getreply()[0] == 354
        line.send(mail() + b".\r\n")
        taken = [line.getreply() for _ in range(3)]

    assert answers == [250, 250, 250, 550, 450]
    assert taken == [(250, b"2.0.0 Taken")] * 3
    # The two addresses of one mailbox are one mail.
    assert sorted(RawSource.objects.values_list("channel__address", "envelope_from")) == [
        (ADDRESS, ""),
        ("iade@carsi.example", ""),
    ]


def test_smtp_takes_mail_for_several_mailboxes_at_once(listener: Listener) -> None:
    make.channel(address="iade@carsi.example")

    with smtplib.SMTP("127.0.0.1", listener.smtp_port) as line:
        refused = line.sendmail(SENDER, [ADDRESS, "iade@carsi.example"], mail())

    assert refused == {}
    assert RawSource.objects.filter(source="smtp").count() == 2


def test_the_same_mail_handed_in_twice_is_one(listener: Listener) -> None:
    raw = mail()

    for _ in range(2):
        with smtplib.SMTP("127.0.0.1", listener.smtp_port) as line:
            line.sendmail(SENDER, [ADDRESS], raw)

    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b".\r\n",
        b"a\r\n.\r\nb\r\n",
        b"..\r\n...\r\n\r\n.\r\n",
        b"\r\n.\r\n.\r\n",
        b"x" * 3_000_000 + b"\r\n",
        b"\r" * 5000 + b"\n.\n.\r.\r\n",
        (b"." * 250 + b"\r\n") * 3000,
        bytes(range(1, 256)) * 2000 + b"\r\n",
    ],
    ids=["empty", "dot", "dots between", "many dots", "blank", "endless line", "bare", "dots at edges", "bytes"],
)
def test_every_byte_arrives_as_it_was_sent(listener: Listener, body: bytes) -> None:
    # What smtplib would change is sent by hand; dots are doubled as RFC 5321 §4.5.2 wants.
    body = body.replace(b"\r\n", b"\0").replace(b"\n", b"").replace(b"\0", b"\r\n") if b"\xfe" in body else body
    raw = b"From: zeynep@example.com\r\nSubject: x\r\n\r\n" + body
    on_line = (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:]
    with socket.create_connection(("127.0.0.1", listener.lmtp_port)) as line:
        stream = line.makefile("rb")
        stream.readline()
        # Everything at once: the door must not lose what comes behind the end of a mail.
        line.sendall(b"LHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<destek@carsi.example>\r\nDATA\r\n")
        while not stream.readline().startswith(b"354"):
            pass
        line.sendall(on_line + b".\r\nQUIT\r\n")
        assert stream.readline() == b"250 2.0.0 Taken\r\n"
        assert stream.readline().startswith(b"221")

    assert blobs.read(RawSource.objects.get().digest) == raw


def test_a_mail_that_is_too_large_is_answered_and_the_line_goes_on(tmp_path: Path, mailbox_channel: Channel) -> None:
    with (
        Listener(home=tmp_path, blobs=tmp_path / "blobs", MUHATAP_MAIL_LIMIT_MB="1") as listener,
        smtplib.LMTP("127.0.0.1", listener.lmtp_port) as line,
    ):
        line.ehlo()
        assert line.esmtp_features["size"] == str(1024 * 1024)
        # Announced: refused before it is sent.
        assert line.docmd("MAIL", "FROM:<a@b.example> SIZE=2000000")[0] == 552
        # Not announced: refused at its end, for each recipient.
        line.docmd("MAIL", "FROM:<a@b.example>")
        line.docmd("RCPT", f"TO:<{ADDRESS}>")
        line.docmd("RCPT", f"TO:<{ADDRESS}>")
        line.putcmd("DATA")
        line.getreply()
        line.send(mail(megabytes=2) + b".\r\n")
        assert [line.getreply()[0] for _ in range(2)] == [552, 552]

        line.sendmail(SENDER, [ADDRESS], mail("Küçük"))

    assert Message.objects.get().subject == "Küçük"


def test_with_a_full_disk_the_other_server_keeps_the_mail(listener: Listener) -> None:
    assert listener.process
    raw = mail("Büyükçe", megabytes=1)
    # The kernel refuses every write beyond this size, as a full disk does.
    resource.prlimit(listener.process.pid, resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))

    with smtplib.SMTP("127.0.0.1", listener.smtp_port) as line, pytest.raises(smtplib.SMTPDataError) as refused:
        line.sendmail(SENDER, [ADDRESS], raw)

    assert refused.value.smtp_code == 451
    assert not RawSource.objects.exists()
    resource.prlimit(listener.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with smtplib.SMTP("127.0.0.1", listener.smtp_port) as line:
        line.sendmail(SENDER, [ADDRESS], raw)
    assert Message.objects.get().subject == "Büyükçe"


@pytest.mark.slow
def test_a_disk_that_is_really_full(tmp_path: Path, mailbox_channel: Channel) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a tiny disk")
    try:
        with Listener(home=tmp_path, blobs=disk) as listener:
            with smtplib.SMTP("127.0.0.1", listener.smtp_port) as line:
                with pytest.raises(smtplib.SMTPDataError) as refused:
                    line.sendmail(SENDER, [ADDRESS], mail("Büyük", megabytes=1))
                assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (451, b"4.3.1")
                line.sendmail(SENDER, [ADDRESS], mail("Küçük"))
            assert Message.objects.get().subject == "Küçük"
            assert not list(disk.rglob(".new-*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_line_cut_in_the_middle_leaves_nothing(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.lmtp_port)) as line:
        line.sendall(b"LHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<destek@carsi.example>\r\nDATA\r\n")
        time.sleep(0.5)
        line.sendall(mail()[:200])

    with smtplib.LMTP("127.0.0.1", listener.lmtp_port) as line_of_another:
        line_of_another.sendmail(SENDER, [ADDRESS], mail("Başkası"))
    assert Message.objects.get().subject == "Başkası"


@pytest.mark.slow
def test_thirty_megabytes_by_lmtp(listener: Listener) -> None:
    before = listener.resident_megabytes
    began = time.monotonic()
    with smtplib.LMTP("127.0.0.1", listener.lmtp_port) as line:
        line.sendmail(SENDER, [ADDRESS], mail("Fotoğraflar", megabytes=30))
    print(
        f"30 MB by LMTP: {time.monotonic() - began:.2f} s, "
        f"resident {before:.0f} MB before, {listener.resident_megabytes:.0f} MB after, "
        f"{listener.peak_megabytes:.0f} MB at most"
    )

    assert Message.objects.get().attachments.get().size == 30 * 768 * 1024


def test_twenty_senders_at_once(listener: Listener) -> None:
    def send(number: int) -> None:
        with smtplib.LMTP("127.0.0.1", listener.lmtp_port) as line:
            for turn in range(5):
                line.sendmail(SENDER, [ADDRESS], mail(f"Soru {number}.{turn}"))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Message.objects.count() == 100


@pytest.mark.slow
def test_it_stops_within_two_seconds_of_being_asked(tmp_path: Path, mailbox_channel: Channel) -> None:
    with Listener(home=tmp_path, blobs=tmp_path / "blobs") as listener:
        time.sleep(1)
        print(f"the listener idle: {listener.resident_megabytes:.0f} MB resident")

        assert listener.stop() < 2

    assert listener.process is not None
    assert listener.process.returncode == 0


@pytest.mark.slow
def test_without_the_database_the_other_server_keeps_the_mail(tmp_path: Path) -> None:
    home = tmp_path / "home"
    postgres = Postgres(home)
    postgres.start()
    try:
        listener = Listener(home=home, blobs=tmp_path / "blobs", database=postgres.url, MUHATAP_PORT=str(free_port()))
        _command(listener, "prepare", "--no-demo")
        _command(listener, "manage", "shell", "-c", _SET_UP)
        with listener, smtplib.SMTP("127.0.0.1", listener.smtp_port, timeout=60) as line:
            line.sendmail(SENDER, [ADDRESS], mail("Önce"))
            postgres.stop()
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                line.sendmail(SENDER, [ADDRESS], mail("Sırasında"))
            assert refused.value.recipients[ADDRESS][0] == 451
            postgres.start()
            eventually(lambda: _is_taken(line, mail("Sonra")), seconds=40)
        subjects = _command(listener, "manage", "shell", "-v0", "-c", _SUBJECTS)
    finally:
        postgres.stop()

    assert subjects.split() == ["Önce", "Sonra"]


_SET_UP = """
from muhatap.conversations.models import Channel
from muhatap.mail.models import Mailbox
from muhatap.team.models import Brand
channel = Channel.objects.create(
    brand=Brand.objects.create(name="Carsi", slug="carsi"), kind="mail", name="destek", address="destek@carsi.example"
)
Mailbox.objects.create(channel=channel, incoming="pushed")
"""
_SUBJECTS = """
from muhatap.conversations.models import Message
print(*Message.objects.filter(direction="in").order_by("pk").values_list("subject", flat=True))
"""


def _is_taken(line: smtplib.SMTP, raw: bytes) -> bool:
    try:
        line.sendmail(SENDER, [ADDRESS], raw)
    except smtplib.SMTPRecipientsRefused:
        return False
    return True


def _command(listener: Listener, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "muhatap.cli.main", *arguments],
        env=listener.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
