"""Fetches a mailbox by IMAP: everything above the last UID, whatever its age and flags, and each mail once.

The folder is opened for reading only: nothing is marked, moved or deleted. The cursor moves in the transaction that
stores the mail, so a killed fetcher goes on exactly where it was. A changed UIDVALIDITY means new numbers: the folder
is read again from the start and known mails are recognised. IDLE only wakes; any wake-up means "look above the cursor".
"""

import hashlib
import imaplib
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from muhatap.core.secrets import SealBroken
from muhatap.mail import actions, oauth
from muhatap.mail.models import FolderCursor, Mailbox, RawSource, SourceState
from muhatap.mail.sentences import say
from muhatap.mail.sources import connect, environment, problems
from muhatap.mail.sources.check import imap_server
from muhatap.mail.sources.connect import Server
from muhatap.mail.sources.problems import SignInRefused, SourceProblem
from muhatap.mail.sources.work import stored

logger = logging.getLogger(__name__)

# RFC 2177 wants IDLE renewed before 29 minutes; some routers forget a silent line after 20.
IDLE_SECONDS = 15 * 60.0
POLL_SECONDS = 20.0
SHORTEST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# A wrong password is not tried every minute: providers lock accounts for that. New settings are tried at once.
REFUSED_PAUSE_SECONDS = 10 * 60.0
NOTICED_SECONDS = 3.0
# What is asked for in one round trip.
UIDS_AT_ONCE = 500
MAILS_AT_ONCE = 50
BYTES_AT_ONCE = 4 * environment.MEGABYTE
HEADER_BYTES = 64 * 1024
# A mail that the server cannot hand over is set aside after this many tries.
TRIES = 3
# Mails that lay in the mailbox long before the desk knew it are history: stored without acknowledging or ringing.
HISTORY_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Listed:
    """A mail as the folder lists it."""

    uid: int
    size: int
    at: datetime | None


class Fetcher:
    """Follows one mailbox until told to stop. `run` never raises for anything that a mail server or database does."""

    def __init__(self, mailbox_id: int) -> None:
        self.mailbox_id = mailbox_id
        self._stopping = threading.Event()
        self._line: socket.socket | None = None
        self._failures = 0
        self._tries: dict[int, int] = {}

    def stop(self) -> None:
        """Ask the fetcher to end; wakes it when it waits for the server."""
        self._stopping.set()
        line = self._line
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except SourceProblem as problem:
                if not self._stopping.is_set():
                    self._pause_after(problem)
            except Exception as error:
                # A fault of ours must not end the fetching of this mailbox for good.
                if not self._stopping.is_set():
                    logger.exception("fetching mailbox %s failed", self.mailbox_id)
                    fault = type(error).__name__
                    self._pause_after(SourceProblem(problems.STOPPED_BY_FAULT, is_passing=True, answer=fault))

    def _follow(self) -> None:
        """Sign in, then fetch and wait by turns. Raises SourceProblem."""
        with stored():
            mailbox = Mailbox.objects.select_related("channel").get(pk=self.mailbox_id)
        box = signed_in(mailbox)
        self._line = box.client.sock
        try:
            server = _server(mailbox)
            uidvalidity = connect.open_folder(box, server)
            while not self._stopping.is_set():
                with connect.told(server):
                    self._catch_up(box, mailbox, uidvalidity)
                    self._failures = 0
                    if self._stopping.is_set() or not self._wait(box.client):
                        break
        finally:
            self._line = None
            hang_up(box)

    def _catch_up(self, box: BaseMailBox, mailbox: Mailbox, uidvalidity: int) -> None:
        while True:
            box.client.untagged_responses.pop("EXISTS", None)
            with stored():
                cursor = cursor_of(mailbox, uidvalidity)
            fetch_above(box, mailbox, cursor, tries=self._tries, goes_on=lambda: not self._stopping.is_set())
            # Said while we were listing or fetching; IDLE would not say it again.
            if self._stopping.is_set() or not _has_news(box.client):
                break
        with stored():
            note_success(mailbox, now=timezone.now())

    def _wait(self, client: imaplib.IMAP4) -> bool:
        """Wait for news. Return False when the line has to be opened anew."""
        if "IDLE" not in client.capabilities:
            self._stopping.wait(POLL_SECONDS)
            client.noop()
            return True
        return wait_by_idle(client)

    def _pause_after(self, problem: SourceProblem) -> None:
        self._failures += 1
        logger.warning("mailbox %s: %s", self.mailbox_id, type(problem).__name__)
        with suppress(SourceProblem), stored():
            note_problem(self.mailbox_id, problem.sentence, now=timezone.now())
        pause = min(LONGEST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS * 2 ** min(self._failures - 1, 10))
        if isinstance(problem, SignInRefused):
            self._wait_for_new_access()
        else:
            self._stopping.wait(pause)

    def _wait_for_new_access(self) -> None:
        """Wait long, but not when somebody changes the settings or connects the account again: that clears the note."""
        until = time.monotonic() + REFUSED_PAUSE_SECONDS
        while not self._stopping.wait(NOTICED_SECONDS) and time.monotonic() < until:
            with suppress(SourceProblem), stored():
                if Mailbox.objects.filter(pk=self.mailbox_id, fetch_failing_since=None).exists():
                    return


def fetch_once(mailbox: Mailbox) -> int:
    """Fetch what is above the cursor and return the number of mails. Raises SourceProblem."""
    box = signed_in(mailbox)
    try:
        server = _server(mailbox)
        uidvalidity = connect.open_folder(box, server)
        with stored():
            cursor = cursor_of(mailbox, uidvalidity)
        with connect.told(server):
            return fetch_above(box, mailbox, cursor)
    finally:
        hang_up(box)


def signed_in(mailbox: Mailbox) -> BaseMailBox:
    """Return a connection that is signed in, renewing the access token once if it is refused. Raises SourceProblem."""
    token = _token(mailbox)
    server = _server(mailbox, access_token=token)
    box = connect.open_imap(server)
    try:
        connect.sign_in(box, server)
    except SignInRefused:
        hang_up(box)
        if not token:
            raise
        return _signed_in_anew(mailbox, refused=token)
    except BaseException:
        hang_up(box)
        raise
    return box


def _signed_in_anew(mailbox: Mailbox, *, refused: str) -> BaseMailBox:
    server = _server(mailbox, access_token=_token(mailbox, instead_of=refused))
    box = connect.open_imap(server)
    try:
        connect.sign_in(box, server)
    except BaseException:
        hang_up(box)
        raise
    return box


def cursor_of(mailbox: Mailbox, uidvalidity: int) -> FolderCursor:
    """Return how far the folder was read; from the start when its numbers are new."""
    cursor, _ = FolderCursor.objects.get_or_create(
        mailbox=mailbox, folder=mailbox.imap_folder, defaults={"uidvalidity": uidvalidity}
    )
    if cursor.uidvalidity != uidvalidity:
        logger.warning("mailbox %s: the folder has new numbers and is read from the start", mailbox.pk)
        cursor.uidvalidity, cursor.last_uid = uidvalidity, 0
        cursor.save(update_fields=["uidvalidity", "last_uid"])
    return cursor


def fetch_above(
    box: BaseMailBox,
    mailbox: Mailbox,
    cursor: FolderCursor,
    *,
    tries: dict[int, int] | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> int:
    """Store every mail above the cursor, oldest first, moving the cursor with each. Return how many.

    Raises SourceProblem, and what imaplib and the network raise.
    """
    uids = uids_above(box, cursor.last_uid)
    count = 0
    for start in range(0, len(uids), UIDS_AT_ONCE):
        part = uids[start : start + UIDS_AT_ONCE]
        for uid, take in arrivals(box, mailbox, cursor, part, tries=tries if tries is not None else {}):
            with stored(), transaction.atomic():
                take()
                _move(cursor, uid)
            count += 1
            if not goes_on():
                return count
        with stored():
            # Numbers that were deleted between listing and fetching are behind us too.
            _move(cursor, part[-1])
    return count


def uids_above(box: BaseMailBox, last_uid: int) -> list[int]:
    kind, data = box.client.uid("SEARCH", f"UID {last_uid + 1}:*")
    _expect_ok(kind, data)
    found = b" ".join(piece for piece in data if piece).split()
    # "n:*" always includes the last mail, even below n. Source: RFC 3501 §6.4.8.
    return sorted({int(uid) for uid in found if int(uid) > last_uid})


def arrivals(
    box: BaseMailBox,
    mailbox: Mailbox,
    cursor: FolderCursor,
    uids: Sequence[int],
    *,
    tries: dict[int, int],
) -> Iterator[tuple[int, Callable[[], RawSource]]]:
    """Yield each mail with the act that stores it, or that notes why it was refused; in order of UID."""
    most = environment.most_bytes()
    for group in _groups(listed(box, uids), most=most):
        if group[0].size > most:
            yield group[0].uid, _refusal(box, mailbox, cursor, group[0], sentence=_too_large(group[0].size, most))
            continue
        for mail, raw, words in _read(box, group, tries=tries):
            if raw is None:
                reason = say(problems.NOT_HANDED_OVER, answer=words)
                yield mail.uid, _refusal(box, mailbox, cursor, mail, sentence=reason)
            else:
                yield mail.uid, _storing(mailbox, cursor, mail, raw)


def listed(box: BaseMailBox, uids: Sequence[int]) -> list[Listed]:
    """Return size and date of the mails that are still there."""
    if not uids:
        return []
    kind, data = box.client.uid("FETCH", _as_set(uids), "(UID RFC822.SIZE INTERNALDATE)")
    _expect_ok(kind, data)
    wanted, found = set(uids), {}
    for line in data:
        text = line if isinstance(line, bytes) else b""
        uid, size = _UID.search(text), _SIZE.search(text)
        # A server may send news of other mails in between.
        if uid and size and int(uid[1]) in wanted:
            found[int(uid[1])] = Listed(int(uid[1]), int(size[1]), _moment(text))
    return [found[uid] for uid in sorted(found)]


def source_of(cursor: FolderCursor, uid: int) -> str:
    """Return the name of a mail's place, as its raw source keeps it."""
    return f"{source_prefix(cursor)}{uid}"


def source_prefix(cursor: FolderCursor) -> str:
    return f"imap:{cursor.mailbox_id}:{cursor.folder[:200]}:{cursor.uidvalidity}:"


def wait_by_idle(client: imaplib.IMAP4) -> bool:
    """Wait in IDLE until the server says anything. Return False when the time is over: the line is opened anew.

    The answer is read with a time limit rather than polled for: what the server says in one breath with "+ idling" is
    already in a buffer, where polling the socket would not see it.
    """
    tag = client._command("IDLE")
    while client._get_response() is not None:
        if client.tagged_commands[tag]:
            # The server offered IDLE and refuses it: poll instead.
            client.tagged_commands.pop(tag)
            client.capabilities = tuple(each for each in client.capabilities if each != "IDLE")
            return True
    # What came before "+ idling" is news too, and is not said again.
    if not _has_news(client) and not _hear_something(client):
        return False
    client.send(b"DONE\r\n")
    while not client.tagged_commands[tag]:
        client._get_response()
    client.tagged_commands.pop(tag)
    return True


def _hear_something(client: imaplib.IMAP4) -> bool:
    usual = client.sock.gettimeout()
    client.sock.settimeout(IDLE_SECONDS)
    try:
        client._get_response()
    except TimeoutError:
        return False
    finally:
        with suppress(OSError):
            client.sock.settimeout(usual)
    return True


def _has_news(client: imaplib.IMAP4) -> bool:
    return "EXISTS" in client.untagged_responses


def note_success(mailbox: Mailbox, *, now: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(last_fetch_at=now, fetch_problem="", fetch_failing_since=None)


def note_problem(mailbox_id: int, sentence: str, *, now: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox_id).update(
        fetch_problem=sentence, fetch_failing_since=Coalesce(F("fetch_failing_since"), now)
    )


def hang_up(box: BaseMailBox) -> None:
    with suppress(OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError, ValueError):
        box.client.sock.settimeout(1.0)
        box.client.logout()
    with suppress(OSError, AttributeError):
        box.client.shutdown()


def _read(
    box: BaseMailBox, group: Sequence[Listed], *, tries: dict[int, int]
) -> Iterator[tuple[Listed, bytes | None, str]]:
    """Yield the mails of a group with their bytes; None with the server's words for one it cannot hand over."""
    kind, data = box.client.uid("FETCH", _as_set([mail.uid for mail in group]), "(UID BODY.PEEK[])")
    bodies = _bodies(data) if kind == "OK" else {}
    for mail in group:
        raw, words = bodies.pop(mail.uid, None), ""
        if raw is None:
            raw, words = _read_alone(box, mail.uid)
        if raw is None and words:
            _try_again_later(mail.uid, words, tries)
        if raw is not None or words:
            yield mail, raw, words


def _read_alone(box: BaseMailBox, uid: int) -> tuple[bytes | None, str]:
    """Return the bytes, or None with the server's words; None without words is a mail that is gone."""
    kind, data = box.client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
    if kind == "OK":
        return next((piece[1] for piece in data if isinstance(piece, tuple)), None), ""
    return None, _words(data) or kind


def _try_again_later(uid: int, words: str, tries: dict[int, int]) -> None:
    """Give the server a few chances before the mail is set aside. Raises SourceProblem while chances are left."""
    tries[uid] = tries.get(uid, 0) + 1
    if tries[uid] < TRIES:
        raise SourceProblem(problems.SERVER_SAID_NO, is_passing=True, answer=words)
    del tries[uid]


def _storing(mailbox: Mailbox, cursor: FolderCursor, mail: Listed, raw: bytes) -> Callable[[], RawSource]:
    channel = mailbox.channel
    is_history = mail.at is not None and mail.at < channel.created_at - HISTORY_AFTER
    place = source_of(cursor, mail.uid)

    def store() -> RawSource:
        row = actions.receive(raw, channel=channel, source=place, now=timezone.now(), is_silent=is_history)
        if _has_an_old_number(row.source, cursor):
            RawSource.objects.filter(pk=row.pk).update(source=place)
        return row

    return store


def _has_an_old_number(source: str, cursor: FolderCursor) -> bool:
    """Was this mail found in the same folder before it got new numbers? Then it is known by its new one from now on."""
    prefix = source_prefix(cursor)
    folder = prefix.removesuffix(f"{cursor.uidvalidity}:")
    return source.startswith(folder) and not source.startswith(prefix)


def _refusal(
    box: BaseMailBox, mailbox: Mailbox, cursor: FolderCursor, mail: Listed, *, sentence: str
) -> Callable[[], RawSource]:
    digest = _digest_of_unread(box, mail)
    return lambda: RawSource.objects.get_or_create(
        channel=mailbox.channel,
        digest=digest,
        defaults={
            "size": mail.size,
            "source": source_of(cursor, mail.uid),
            "state": SourceState.REFUSED,
            "reason": sentence,
        },
    )[0]


def _digest_of_unread(box: BaseMailBox, mail: Listed) -> str:
    """Name a mail whose bytes we do not have by its header and size: the same after the folder got new numbers."""
    kind, data = box.client.uid("FETCH", str(mail.uid), f"(UID BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)")
    header = next((piece[1] for piece in data if isinstance(piece, tuple)), b"") if kind == "OK" else b""
    return hashlib.sha256(b"unread %d %s" % (mail.size, header or b"%d" % mail.uid)).hexdigest()


def _too_large(size: int, most: int) -> str:
    return say(problems.TOO_LARGE, size=environment.in_megabytes(size), limit=environment.in_megabytes(most))


def _groups(mails: Sequence[Listed], *, most: int) -> Iterator[list[Listed]]:
    """Divide into what is fetched in one round trip; a mail that is too large stands alone."""
    group: list[Listed] = []
    weight = 0
    for mail in mails:
        is_full = weight + mail.size > BYTES_AT_ONCE or len(group) == MAILS_AT_ONCE
        if group and (is_full or mail.size > most or group[-1].size > most):
            yield group
            group, weight = [], 0
        group.append(mail)
        weight += mail.size
    if group:
        yield group


def _bodies(data: Sequence[bytes | tuple[bytes, bytes] | None]) -> dict[int, bytes]:
    found = {}
    for index, piece in enumerate(data):
        if not isinstance(piece, tuple):
            continue
        after = data[index + 1] if index + 1 < len(data) else b""
        # Some servers say the UID before the bytes, some after.
        uid = _UID.search(piece[0]) or (_UID.search(after) if isinstance(after, bytes) else None)
        if uid:
            found[int(uid[1])] = piece[1]
    return found


def _move(cursor: FolderCursor, uid: int) -> None:
    FolderCursor.objects.filter(pk=cursor.pk, uidvalidity=cursor.uidvalidity, last_uid__lt=uid).update(last_uid=uid)


def _server(mailbox: Mailbox, *, access_token: str = "") -> Server:
    try:
        return imap_server(mailbox, access_token=access_token)
    except SealBroken as error:
        raise SignInRefused(problems.SEAL_BROKEN, is_passing=False) from error


def _token(mailbox: Mailbox, *, instead_of: str = "") -> str:
    try:
        with stored():
            return oauth.access_token(mailbox, now=timezone.now(), instead_of=instead_of)
    except oauth.AccessProblem as problem:
        kind = SourceProblem if problem.is_passing else SignInRefused
        raise kind(problem.sentence, is_passing=problem.is_passing) from problem
    except SealBroken as error:
        raise SignInRefused(problems.SEAL_BROKEN, is_passing=False) from error


def _as_set(uids: Sequence[int]) -> str:
    """Write numbers as ranges: 1:4,7."""
    ranges: list[list[int]] = []
    for uid in uids:
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)


def _moment(text: bytes) -> datetime | None:
    moment = imaplib.Internaldate2tuple(text)
    return datetime.fromtimestamp(time.mktime(moment), tz=UTC) if moment else None


def _expect_ok(kind: str, data: Sequence[object]) -> None:
    if kind != "OK":
        raise SourceProblem(problems.SERVER_SAID_NO, is_passing=True, answer=_words(data) or kind)


def _words(data: Sequence[object]) -> str:
    return " ".join(piece.decode("utf-8", "replace") for piece in data if isinstance(piece, bytes))[:200]


_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
