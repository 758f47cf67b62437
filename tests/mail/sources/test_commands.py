"""`muhatap mail deliver` and `muhatap import mail`, as a mail server and a person call them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from muhatap.conversations.models import Channel, Conversation, Message, Status
from muhatap.mail.models import RawSource
from muhatap.mail.sources import importer
from muhatap.mail.sources.deliver import BAD_DATA, NO_SUCH_ADDRESS, TAKEN, TRY_LATER, deliver
from tests.mail.sources.conftest import ADDRESS, eventually
from tests.mail.sources.mails import mail
from tests.servers.desk import database_url

SEPARATOR = b"From zeynep@example.com Mon Nov  2 10:11:12 2026\n"


@pytest.mark.django_db
def test_a_mail_is_taken_for_the_address_in_its_header(mailbox_channel: Channel) -> None:
    raw = mail("Borudan", to="Destek <Destek+17@Carsi.Example>")

    assert deliver(raw) == TAKEN
    assert deliver(raw, address=ADDRESS) == TAKEN

    assert Message.objects.get().subject == "Borudan"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "address", "code", "sentence"),
    [
        (b" \n", ADDRESS, BAD_DATA, "There is no message"),
        (mail(to="kimse@carsi.example"), None, NO_SUCH_ADDRESS, "No mailbox of this desk has that address"),
        (mail(), "kimse@carsi.example", NO_SUCH_ADDRESS, "No mailbox of this desk has that address"),
        (b"x" * (61 * 1024 * 1024), ADDRESS, BAD_DATA, "The message has 61 MB, more than the 60 MB"),
    ],
)
def test_what_cannot_be_taken_says_why(
    mailbox_channel: Channel,
    capsys: pytest.CaptureFixture[str],
    raw: bytes,
    address: str | None,
    code: int,
    sentence: str,
) -> None:
    assert deliver(raw, address=address) == code
    assert sentence in capsys.readouterr().err
    assert not RawSource.objects.exists()


@pytest.mark.django_db
def test_a_mailbox_that_is_switched_off_keeps_mail_outside(mailbox_channel: Channel) -> None:
    Channel.objects.update(is_enabled=False)

    assert deliver(mail(), address=ADDRESS) == TRY_LATER


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_and_says_try_later(mailbox_channel: Channel, tmp_path: Path) -> None:
    taken = _run(["mail", "deliver", "--to", ADDRESS], given=mail("Komutla"), home=tmp_path)
    away = _run(
        ["mail", "deliver", "--to", ADDRESS],
        given=mail("Sonra"),
        home=tmp_path,
        DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing",
    )

    assert taken.returncode == 0, taken.stderr
    assert away.returncode == TRY_LATER
    assert Message.objects.get().subject == "Komutla"


@pytest.mark.django_db
def test_history_is_found_and_nobodys_work(mailbox_channel: Channel, tmp_path: Path) -> None:
    box = tmp_path / "arşiv.mbox"
    same = mail("İki kez")
    box.write_bytes(_mbox(mail("Bir"), same, same, mail("Üç")))
    report = tmp_path / "report.tsv"

    tally = importer.run(box, channel=mailbox_channel, report=report, now=timezone.now())

    assert tally.sentence() == "3 stored, 1 already here"
    assert report.read_text().splitlines() == ["where\twhat became of it", "arşiv.mbox #3\tAlready here."]
    assert set(Conversation.objects.values_list("status", flat=True)) == {Status.CLOSED}
    again = importer.run(box, channel=mailbox_channel, report=report, now=timezone.now())
    assert again.sentence() == "0 stored, 4 already here"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_killed_goes_on(mailbox_channel: Channel, tmp_path: Path) -> None:
    box = tmp_path / "arşiv.mbox"
    box.write_bytes(_mbox(*(mail(f"Mektup {number}") for number in range(300))))
    command = ["import", "mail", str(box), "--to", ADDRESS, "--report", str(tmp_path / "report.tsv")]
    first = subprocess.Popen(
        [sys.executable, "-m", "muhatap.cli.main", *command], env=_environment(tmp_path), stderr=subprocess.DEVNULL
    )
    eventually(lambda: RawSource.objects.count() >= 20, seconds=60)
    first.kill()
    first.wait()
    before = RawSource.objects.count()
    assert before < 300

    second = _run(command, home=tmp_path)

    assert second.returncode == 0, second.stderr
    assert second.stdout.startswith(f"{300 - before} stored, {before} already here")
    assert sorted(Message.objects.values_list("subject", flat=True)) == sorted(f"Mektup {n}" for n in range(300))


@pytest.mark.slow
def test_a_large_mbox_needs_little_memory(tmp_path: Path) -> None:
    box = tmp_path / "büyük.mbox"
    one = mail("Büyük", megabytes=2).replace(b"\r\n", b"\n")
    with box.open("wb") as file:
        for _ in range(60):
            file.write(SEPARATOR + one + b"\n")
    script = (
        "import re, sys; from pathlib import Path; from muhatap.mail.sources.archives import read\n"
        "count = sum(1 for found in read(Path(sys.argv[1]), most_bytes=60_000_000) if found.raw)\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(count, int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1024)"
    )

    done = subprocess.run([sys.executable, "-c", script, str(box)], capture_output=True, text=True, check=True)

    count, megabytes = map(int, done.stdout.split())
    assert count == 60
    assert megabytes < 60


def _mbox(*mails: bytes) -> bytes:
    return b"".join(SEPARATOR + each.replace(b"\r\n", b"\n") + b"\n" for each in mails)


def _environment(home: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "MUHATAP_HOME": str(home),
        "MUHATAP_BLOBS": str(home / "blobs"),
        **more,
    }


def _run(
    arguments: list[str], *, home: Path, given: bytes = b"", **environment: str
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "muhatap.cli.main", *arguments],
        env=_environment(home, **environment),
        input=given,
        capture_output=True,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
