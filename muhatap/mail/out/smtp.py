"""Hands one mail to an SMTP server, recipient by recipient, and says exactly what the server said.

Source: RFC 5321 §3.3 (a message belongs to the server from its "250" after the final dot on, not before).
"""

import re
import smtplib
from collections.abc import Callable, Sequence

from muhatap.conversations.channels import DeliveryError, DeliveryUncertain, Receipt, Refusal

# A server may check a mail for minutes after the final dot. Source: RFC 5321 §4.5.3.2.6 says ten.
ANSWER_SECONDS = 300.0

_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)


def hand_over(
    door: smtplib.SMTP,
    data: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    handing_over: Callable[[], None],
) -> Receipt:
    """Send `data` (CRLF lines) over an open, signed-in connection.

    All but the final dot goes first; then `handing_over` is called; the dot follows only if it returns. Recipients that
    are refused do not keep the others from their mail. Raises DeliveryError, DeliveryUncertain.
    """
    try:
        door.ehlo_or_helo_if_needed()
        options = [f"size={len(data)}"] if door.has_extn("size") else []
        _expect(door.mail(sender, options))
        refusals = _name(door, recipients)
        if len(refusals) == len(recipients):
            return _none_accepted(door, refusals)
        _expect(door.docmd("DATA"), 354)
        door.send(_LINE_START_DOT.sub(b"..", data) + (b"" if data.endswith(b"\r\n") else b"\r\n"))
    except smtplib.SMTPServerDisconnected as error:
        raise DeliveryError(str(error), permanent=False) from error
    except OSError as error:
        raise DeliveryError(error.strerror or type(error).__name__, permanent=False) from error
    handing_over()
    return Receipt(answer=_last_answer(door), refusals=refusals)


def _name(door: smtplib.SMTP, recipients: Sequence[str]) -> list[Refusal]:
    refusals = []
    for recipient in recipients:
        code, words = door.rcpt(recipient)
        if code == 421:
            raise DeliveryError(_words(code, words), permanent=False, answer=_words(code, words))
        if code not in (250, 251, 252):
            refusals.append(Refusal(recipient, _words(code, words), is_permanent=code >= 500))
    return refusals


def _none_accepted(door: smtplib.SMTP, refusals: Sequence[Refusal]) -> Receipt:
    door.rset()
    kinds = {refusal.is_permanent for refusal in refusals}
    if len(kinds) > 1:
        # Some never, some later: the outbox keeps the two apart.
        return Receipt(refusals=refusals)
    words = "; ".join(dict.fromkeys(refusal.answer for refusal in refusals))
    raise DeliveryError(words, permanent=kinds == {True}, answer=words)


def _last_answer(door: smtplib.SMTP) -> str:
    """Send the final dot and return what the server says to the mail."""
    try:
        if door.sock is not None:
            door.sock.settimeout(ANSWER_SECONDS)
        door.send(b".\r\n")
        answer = door.getreply()
    except OSError as error:
        raise DeliveryUncertain from error
    return _expect(answer)


def _expect(answer: tuple[int, bytes], wanted: int = 250) -> str:
    code, words = answer
    said = _words(code, words)
    if code == wanted:
        return said
    # Anything unexpected that is not a clear "never" is worth another try.
    raise DeliveryError(said, permanent=500 <= code < 600, answer=said)


def _words(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}".replace("\n", " ").strip()
