"""Who wrote: a person, or a machine that must not be answered by a machine.

Source: RFC 3834 (Auto-Submitted), RFC 3464 (delivery status), RFC 8098 (disposition), RFC 5965 (abuse
reports), RFC 2919/2369 (lists), and the headers that mailers used before those were written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from muhatap.mail.letter.letter import Kind

Header = Callable[[str], str]
"""Gives the first value of a header, or an empty string."""

_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-fc-machinegenerated",
    "auto-reply",
)
_SUPPRESS = re.compile(r"\b(?:all|oof|autoreply)\b", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "x-mailing-list", "x-list-id", "mailing-list")
_DAEMON = re.compile(r"^(?:mailer[-_]?daemon|mail[-_]?daemon|mdaemon|postmaster|mail\.?delivery)", re.IGNORECASE)

# Folded: lower case, dotless i with a dot. Anchored, because a person may write *about* an automatic reply.
_AWAY = re.compile(
    r"^\W*(?:"
    r"otomatik (?:yanit|cevap|mesaj)|ofis disi(?:nda(?:yim)?)?\s*(?:$|[:\-–(])|izindeyim|tatildeyim"
    r"|yillik izin(?:deyim)?\s*(?:$|[:\-–(])|ofiste degilim"
    r"|automatic (?:reply|response)|auto[- ]?(?:reply|response|responder)|autoantwort|auto:\s"
    r"|out[- ]of[- ](?:the[- ])?office|ooo\s*(?:$|[:\-–(])|(?:i am |i'm )?away from (?:my|the) (?:mail|office)"
    r"|(?:i am|i'm) on (?:vacation|holiday|leave)|vacation (?:reply|response|notice)"
    r"|automatische (?:antwort|ruckantwort|rückantwort)|abwesenheits(?:notiz|nachricht|meldung|assistent)"
    r"|abwesend\s*(?:$|[:\-–(])|nicht im buro|nicht im büro|(?:ich bin )?im urlaub\s*(?:$|[:\-–(])"
    r"|reponse automatique|réponse automatique|respuesta automatica|respuesta automática|risposta automatica"
    r"|resposta automatica|resposta automática|автоматический ответ|автоответ|رد تلقائي"
    r")"
)


def decide(
    *,
    header: Header,
    types: Collection[str],
    report_type: str,
    sender: str,
    return_path: str | None,
    is_bounce: bool,
    is_failure: bool,
    has_invitation: bool,
) -> Kind:
    """`sender` is the bare address of From; `is_failure` says that a bounce names undelivered mail."""
    if "message/feedback-report" in types or report_type == "feedback-report":
        return Kind.SPAM_REPORT
    if is_bounce:
        return Kind.BOUNCE if is_failure else Kind.DELIVERY_REPORT
    if "message/disposition-notification" in types or report_type == "disposition-notification":
        return Kind.DELIVERY_REPORT
    if is_away(header("subject")) or _replied_by_itself(header):
        return Kind.AUTO_REPLY
    if has_invitation:
        return Kind.CALENDAR
    if _is_list(header):
        return Kind.LIST
    if _is_automatic(header) or return_path == "" or _DAEMON.match(sender):
        return Kind.AUTO_REPLY
    return Kind.PERSON


def is_away(subject: str) -> bool:
    """Does the subject announce an automatic answer, in the languages our customers' mailers speak?"""
    return bool(_AWAY.match(fold(subject)))


def fold(text: str) -> str:
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ş", "s").replace("ğ", "g")


def _replied_by_itself(header: Header) -> bool:
    if header("auto-submitted").lower().startswith("auto-replied"):
        return True
    if any(header(name).strip().lower() not in ("", "no", "false") for name in _AUTO_HEADERS):
        return True
    return (
        header("precedence").strip().lower().replace("-", "_") == "auto_reply"
        or "autoresponder" in header("x-post-messageclass").lower()
        or header("delivered-to").strip().lower() == "autoresponder"
        or header("preference").strip().lower() == "auto_reply"
    )


def _is_list(header: Header) -> bool:
    return header("precedence").strip().lower() == "list" or any(header(name).strip() for name in _LIST_HEADERS)


def _is_automatic(header: Header) -> bool:
    submitted = header("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if header("precedence").strip().lower() in ("bulk", "junk"):
        return True
    return bool(_SUPPRESS.search(header("x-auto-response-suppress")))
