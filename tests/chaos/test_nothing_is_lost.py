"""The promise behind everything else: nothing accepted is lost, nothing is sent twice, whatever process dies.

Two thousand mails arrive, half by LMTP and half in an IMAP mailbox, and three hundred replies go out through a server
that is at times down, slow, or refusing, while web, worker, mail listener and PostgreSQL are killed again and again.
"""

import asyncio
import collections
import itertools
import os
import random
import re
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import Any

import httpx
import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from muhatap.core.home import embedded_database_url
from tests.cli.desk import Desk, cleaned_up, environment
from tests.servers.dovecot import PASSWORD as IMAP_PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port

MAILS = 2_000
REPLIES = 300
KILL_EVERY_SECONDS = 3.0
# Each of the four falls five times: the supervisor waits longer after each, so more would be waiting alone.
KILLS = 20
# How long it all takes is for the machine to say. What must never be is that it stands still with work left to do:
# the longest pause before a new attempt, the mailbox's, is a minute.
STILL_SECONDS = 90.0
# Against a wait that never ends.
LONGEST_SECONDS = 900.0

PUSHED, FETCHED = "destek@carsi.example", "siparis@carsi.example"
EMAIL, PASSWORD = "elif@carsi.example", "her-zaman-buradayiz"
# These recipients do not exist, and their server says so: one reply in fifteen fails for good.
NOBODY = re.compile(r"yok\d+@")

SET_UP = Template(f"""
from muhatap.conversations.models import Channel
from muhatap.mail.models import Incoming, Mailbox, Security
from muhatap.team.models import Agent, Brand, Role
Agent.objects.create_user({EMAIL!r}, {PASSWORD!r}, name="Elif Kaya", role=Role.OWNER)
brand = Brand.objects.create(name="Çarşı", slug="carsi", undo_seconds=0, is_acknowledging=False)
for address in ({PUSHED!r}, {FETCHED!r}):
    channel = Channel.objects.create(brand=brand, kind="mail", name=address, address=address)
    box = Mailbox.objects.create(
        channel=channel, smtp_host="127.0.0.1", smtp_port=$mta, smtp_security=Security.NONE,
        incoming=Incoming.IMAP if address == {FETCHED!r} else Incoming.PUSHED,
        imap_host="127.0.0.1", imap_port=$imap, imap_security=Security.NONE, imap_username="siparis",
    )
    if address == {FETCHED!r}:
        box.set_secret("imap_password", {IMAP_PASSWORD!r})
        box.save()
""")


class MoodyMta:
    """A mail server that takes mail most of the time; it remembers each mail that it said 250 to."""

    def __init__(self) -> None:
        self.port = free_port()
        self.accepted: collections.Counter[str] = collections.Counter()
        self.mood = "well"
        self.controller: Controller | None = None
        self.dice = random.Random(11)

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def change_moods(self, done: threading.Event) -> None:
        for mood in itertools.cycle(["well", "slow", "well", "later", "well", "cut", "well", "down"]):
            self.mood = mood
            if mood == "down":
                self.stop()
            if done.wait(2.5):
                break
            if mood == "down":
                self.start()
        self.mood = "well"
        if self.controller is None:
            self.start()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if NOBODY.match(address):
            return "550 5.1.1 No such person"
        if self.mood == "later" and self.dice.random() < 0.7:
            return "450 4.2.0 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.mood == "slow":
            await asyncio.sleep(self.dice.random() * 1.5)
        if self.mood == "later":
            return "451 4.3.0 Not now"
        assert isinstance(envelope.content, bytes)
        found = re.search(rb"yanit-(\d+)-son", envelope.content)
        assert found is not None
        is_taken = self.mood != "cut" or self.dice.random() < 0.5
        if is_taken:
            self.accepted[found.group(1).decode()] += 1
        if self.mood == "cut":
            # Taken or not: the desk does not hear it.
            assert server.transport is not None
            server.transport.abort()
        return "250 2.0.0 Taken"


@pytest.mark.slow
@pytest.mark.dovecot
def test_kill_nine_again_and_again_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    dovecot, mta, desk = Dovecot("siparis").start(), MoodyMta(), Desk(tmp_path / "home")
    mta.start()
    try:
        with cleaned_up(desk):
            desk.start("--no-browser")
            _set_up(desk, dovecot, mta)
            _weather_the_storm(desk, dovecot, mta)
            _wait_while_it_moves(lambda: (MAILS - _stored(desk), _let_time_pass(desk)))
            _check_what_came_in(desk)
            _check_what_went_out(desk, mta)
    finally:
        mta.stop()
        dovecot.remove()


def _set_up(desk: Desk, dovecot: Dovecot, mta: MoodyMta) -> None:
    script = SET_UP.substitute(mta=mta.port, imap=dovecot.port)
    subprocess.run(
        [sys.executable, "-m", "muhatap.cli.main", "manage", "shell", "-v", "0", "-c", script],
        env=environment(desk.home, desk.port), check=True, timeout=120,
    )  # fmt: skip


def _weather_the_storm(desk: Desk, dovecot: Dovecot, mta: MoodyMta) -> None:
    """Let mail come and go while processes die, until all of it was handed over once."""
    done = threading.Event()
    feeders = [
        threading.Thread(target=_push, args=(desk, range(MAILS // 4))),
        threading.Thread(target=_push, args=(desk, range(MAILS // 4, MAILS // 2))),
        threading.Thread(target=_append, args=(dovecot, range(MAILS // 2, MAILS))),
        threading.Thread(target=_answer, args=(desk,)),
    ]
    moods = threading.Thread(target=mta.change_moods, args=(done,))
    for thread in [*feeders, moods]:
        thread.start()
    _kill(desk)
    for thread in feeders:
        thread.join()
    done.set()
    moods.join()


def _kill(desk: Desk) -> None:
    for victim in itertools.islice(itertools.cycle(["mail", "worker", "postgres", "web"]), KILLS):
        time.sleep(KILL_EVERY_SECONDS)
        with suppress(ProcessLookupError, KeyError, OSError, ValueError):
            os.kill(desk.processes()[victim], signal.SIGKILL)


def _mail(number: int, to: str) -> bytes:
    return (
        f"From: Musteri {number} <musteri{number}@ornek.example>\r\nTo: {to}\r\n"
        f"Subject: Siparis {number}\r\nMessage-ID: <gelen-{number}@ornek.example>\r\n"
        f"Date: Wed, 18 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Merhaba, {number} numaralı siparişim nerede?\r\n"
    ).encode()


def _push(desk: Desk, numbers: range) -> None:
    """Hand mails over by LMTP as a mail server does: the same one again until it is taken."""
    for number in numbers:
        for _ in _patiently():
            with (
                suppress(OSError, smtplib.SMTPException),
                smtplib.LMTP("127.0.0.1", desk.port + 24, timeout=30) as line,
            ):
                line.sendmail(f"musteri{number}@ornek.example", [PUSHED], _mail(number, PUSHED))
                break


def _append(dovecot: Dovecot, numbers: range) -> None:
    for start in range(numbers.start, numbers.stop, 25):
        dovecot.put("siparis", *(_mail(number, FETCHED) for number in range(start, min(start + 25, numbers.stop))))
        time.sleep(0.8)


def _answer(desk: Desk) -> None:
    """Reply from the desk's page; the form's key makes a second click harmless, so it is clicked until it worked."""
    for number in range(REPLIES):
        address = f"yok{number}@ornek.example" if number % 15 == 0 else f"musteri{number}@ornek.example"
        data = {"kind": "reply", "text": f"Yola çıktı. yanit-{number}-son", "to": address, "key": f"kaos-{number}"}
        for _ in _patiently():
            with suppress(httpx.HTTPError, psycopg.Error, IndexError):
                place = f"/conversations/{_some_conversation(desk, number)}/messages/"
                if _browser(desk).post(place, data=data).status_code == 302:
                    break
                _browsers.pop(desk.port, None)


_browsers: dict[int, httpx.Client] = {}


def _browser(desk: Desk) -> httpx.Client:
    """Return a signed-in browser; its form token goes with every post."""
    if desk.port not in _browsers:
        client = httpx.Client(base_url=f"http://localhost:{desk.port}", timeout=30)
        client.headers["Referer"] = f"http://localhost:{desk.port}/"
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/accounts/login/").text)
        assert token is not None
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
        signed_in = client.post("/accounts/login/", data=form)
        if signed_in.status_code != 302:
            raise httpx.HTTPError("not signed in")
        client.headers["X-CSRFToken"] = next(
            value for name, value in client.cookies.items() if name.startswith("muhatap_csrf")
        )
        _browsers[desk.port] = client
    return _browsers[desk.port]


def _some_conversation(desk: Desk, number: int) -> int:
    return int(
        _rows(desk, "SELECT id FROM conversations_conversation ORDER BY id OFFSET %s LIMIT 1", number // 3)[0][0]
    )


def _patiently() -> Iterator[None]:
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        yield
        time.sleep(0.3)
    raise AssertionError("it was tried for minutes and never worked")


def _rows(desk: Desk, query: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(embedded_database_url(desk.home), connect_timeout=5) as connection:
        return connection.execute(query.encode(), values).fetchall()


def _stored(desk: Desk) -> int:
    return int(_rows(desk, "SELECT count(*) FROM conversations_message WHERE direction = 'in'")[0][0])


def _let_time_pass(desk: Desk) -> int:
    """Bring the next attempts forward, as if hours had passed; return how many replies are still on their way."""
    with psycopg.connect(embedded_database_url(desk.home), connect_timeout=5) as connection:
        connection.execute(
            "UPDATE conversations_delivery SET not_before = now() - interval '1 minute' WHERE state = 'queued'"
        )
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        on_the_way = "SELECT count(*) FROM conversations_delivery WHERE state IN ('held', 'queued', 'sending')"
        return int(connection.execute(on_the_way).fetchall()[0][0])


def _wait_while_it_moves(left_to_do: Callable[[], tuple[int, int]]) -> None:
    """Return when nothing is left to do, or when what is left has not become less for too long: the checks then say."""
    left, moved = (MAILS, REPLIES), time.monotonic()
    while any(left) and time.monotonic() - moved < STILL_SECONDS:
        with suppress(psycopg.Error):
            now = left_to_do()
            left, moved = now, (time.monotonic() if now != left else moved)
        time.sleep(1)


def _check_what_came_in(desk: Desk) -> None:
    subjects = collections.Counter(
        subject for (subject,) in _rows(desk, "SELECT subject FROM conversations_message WHERE direction = 'in'")
    )
    assert subjects == {f"Siparis {number}": 1 for number in range(MAILS)}
    states = dict(_rows(desk, "SELECT state, count(*) FROM mail_rawsource GROUP BY state"))
    assert states == {"stored": MAILS}


def _check_what_went_out(desk: Desk, mta: MoodyMta) -> None:
    replies = _rows(
        desk,
        """
        SELECT substring(m.text FROM 'yanit-([0-9]+)-son'), d.state, d.is_uncertain, c.has_failure
        FROM conversations_message m
        JOIN conversations_delivery d ON d.message_id = m.id
        JOIN conversations_conversation c ON c.id = m.conversation_id
        """,
    )
    assert sorted(int(number) for number, *_ in replies) == list(range(REPLIES)), "each reply was written down once"
    wrong = []
    for number, state, is_uncertain, has_failure in replies:
        times = mta.accepted[number]
        is_right = (
            times == 1 if state == "sent" else state == "failed" and has_failure and times <= (1 if is_uncertain else 0)
        )
        if not is_right:
            wrong.append((number, state, is_uncertain, times))
    assert wrong == []
    assert sum(state == "sent" for _, state, *_ in replies) > REPLIES * 0.6
