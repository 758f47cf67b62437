"""Which of our letters did not arrive, for whom, and why.

A delivery report of RFC 3464 says it in fields; everyone else says it in prose, each in their own. Prose
is read line by line: an address counts when it stands alone, or beside words that speak of failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from muhatap.mail.letter import charset, headers
from muhatap.mail.letter.letter import Bounce, BounceRecipient

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.#:/-])([45][0-7]\d)(?=[ \-#>]|$|,)")
_ADDRESS = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.!#$%&'*+/=?^`{|}~-]{0,200}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?", re.ASCII
)

# What the class of an enhanced status means, where the server left no words. Source: RFC 3463 §3.
_MEANINGS = {
    "1.0": "There is a problem with the address.",
    "1.1": "The address does not exist.",
    "1.2": "The domain of the address does not exist or takes no mail.",
    "1.3": "The address is not written correctly.",
    "1.6": "The mailbox has moved and left no new address.",
    "1.10": "The domain takes no mail.",
    "2.0": "There is a problem with the mailbox.",
    "2.1": "The mailbox is disabled.",
    "2.2": "The mailbox is full.",
    "2.3": "The message is larger than this mailbox takes.",
    "3.4": "The message is larger than the server takes.",
    "4.1": "The server of the recipient does not answer.",
    "4.2": "The connection to the server of the recipient broke.",
    "4.4": "No way to the server of the recipient was found.",
    "4.6": "The message went round in circles.",
    "4.7": "The message waited too long and was given up.",
    "7.0": "The server of the recipient refused the message.",
    "7.1": "The server of the recipient refused the message.",
    "7.23": "The server of the recipient refused the message: SPF failed.",
    "7.26": "The server of the recipient refused the message: it could not be authenticated.",
}
_UNKNOWN_REASON = "The server gave no reason."


@dataclass(frozen=True, slots=True)
class Found:
    """A bounce, and whether it tells of mail that did not arrive (or only of delays and deliveries)."""

    bounce: Bounce
    is_failure: bool


# --- RFC 3464 ---

_TEMPORARY_ACTIONS = {"delayed"}
_FINE_ACTIONS = {"delivered", "relayed", "expanded"}


def from_report(status: bytes, original: bytes, prose: str) -> Found | None:
    """Read a message/delivery-status part, the returned letter or its headers, and the words for people."""
    recipients: list[BounceRecipient] = []
    fine = 0
    for fields in islice(_groups(status), _MOST_RECIPIENTS):
        action = fields.get("action", "").lower().split("(")[0].strip()
        address = _recipient(fields)
        if not address:
            continue
        if action in _FINE_ACTIONS:
            fine += 1
            continue
        recipients.append(_reported(fields, action, address, prose))
    if not recipients and not fine:
        return None
    message_id, fields_of_original = original_of(original)
    unique = tuple({one.address.lower(): one for one in recipients}.values())
    return Found(Bounce(unique, message_id, fields_of_original), is_failure=bool(recipients))


def from_disposition(notification: bytes, prose: str) -> Found | None:
    """A disposition notification that says no: some servers refuse letters with one (RFC 8098 §3.2.6)."""
    for fields in _groups(notification):
        disposition = fields.get("disposition", "").lower()
        address = _recipient(fields)
        if address and ("deleted" in disposition or "denied" in disposition) and _REFUSED.search(prose):
            ids = headers.message_ids(fields.get("original-message-id", ""))
            reason = _reason_in(prose.splitlines(), address)
            recipient = BounceRecipient(address, "", "", _said(reason) or _UNKNOWN_REASON, permanent=True)
            return Found(Bounce((recipient,), ids[0] if ids else "", ()), is_failure=True)
    return None


def disposition_of(notification: bytes) -> str:
    """The Message-ID that a disposition notification speaks of."""
    for fields in _groups(notification):
        ids = headers.message_ids(fields.get("original-message-id", ""))
        if ids:
            return ids[0]
    return ""


_REFUSED = re.compile(r"automatically rejected|was rejected|reddedildi|abgelehnt", re.IGNORECASE)


def _groups(status: bytes) -> Iterator[dict[str, str]]:
    text = charset.decode(status, "utf-8").text.replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in block.split("\n"):
            if line[:1] in (" ", "\t") and name:
                fields[name] += " " + line.strip()
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields.setdefault(name, value.strip())
        yield fields


def _recipient(fields: dict[str, str]) -> str:
    """The address as we wrote it, where the server kept it; otherwise where it ended."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        _, semicolon, given = fields.get(name, "").partition(";")
        found = _ADDRESS.search(headers.decode(given if semicolon else fields.get(name, "")))
        if found:
            return found[0]
    return ""


def _reported(fields: dict[str, str], action: str, address: str, prose: str) -> BounceRecipient:
    diagnostic = headers.decode(fields.get("diagnostic-code", ""))
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(diagnostic)
    code = _CODE.search(diagnostic)
    # `failed` with a 4.x.x status means that the server has given up as well.
    permanent = action not in _TEMPORARY_ACTIONS if action else not (status and status[1].startswith("4"))
    known = status[1] if status else ""
    said = _said(diagnostic) or _MEANINGS.get(known[2:], "")
    if not said and prose:
        said = _said(_reason_in(prose.splitlines()[:_MOST_LINES], address))
    return BounceRecipient(
        address=address,
        status=known,
        code=code[1] if code else "",
        reason=said or meaning(known),
        permanent=permanent,
    )


def meaning(status: str) -> str:
    """An enhanced status in words."""
    _, _, detail = status.partition(".")
    subject = detail.partition(".")[0]
    return _MEANINGS.get(detail) or _MEANINGS.get(f"{subject}.0") or _UNKNOWN_REASON


def _said(diagnostic: str) -> str:
    """The server's words without the protocol around them."""
    words = re.sub(r"^\s*[\w-]+\s*;\s*", "", diagnostic)
    words = re.sub(r"^[\s'\"<(]*(?:[45]\d\d[ -]+)?(?:#?[245]\.\d{1,3}\.\d{1,3}[ :-]*)?", "", words)
    words = re.sub(r"^[^:]{0,100}\bsaid:\s*(?:[45]\d\d[ -]+)?(?:#?[245]\.\d{1,3}\.\d{1,3}[ :-]*)?", "", words)
    words = re.sub(r"^<[^<>\s]+>[\s:.]*(?=\S)", "", words)
    words = re.sub(r"\s+", " ", words).strip(" '\"")
    return words[:500]


# --- the letter that came back ---

_ID_LINE = re.compile(r"^[>|\s]*message-id:[ \t]*(<[^<>\s]{3,500}>)", re.IGNORECASE | re.MULTILINE)


def original_of(data: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Message-ID and headers at the head of a returned letter, whole or only its headers."""
    head = re.split(rb"\r?\n[ \t]*\r?\n", data.lstrip()[:200_000], maxsplit=1)[0]
    fields: list[tuple[str, str]] = []
    for line in charset.decode(head, "utf-8").text.replace("\r\n", "\n").split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon and re.fullmatch(r"[!-9;-~]{1,100}", name):
            fields.append((name, value.strip()))
    decoded = tuple((name, headers.decode(value)) for name, value in fields[:300])
    ids = next((headers.message_ids(value) for name, value in decoded if name.lower() == "message-id"), ())
    return (ids[0] if ids else ""), decoded


def original_id_in(text: str) -> str:
    """The Message-ID that stands in the returned headers inside a body."""
    found = _ID_LINE.search(text)
    return found[1] if found else ""


# --- prose ---

_DAEMON = re.compile(
    r"mailer[-_. ]?daemon|mail[-_. ]?daemon|mdaemon|postmaster|mail[-_. ]delivery|delivery[-_. ]?(?:sub)?system"
    r"|mail[-_. ]system|mailadmin|bounce|returned[-_. ]mail|mail[-_. ]administrator|system[-_. ]administrator"
    r"|smtp(?:32|d)?@|mmdf|autoanswer-mailer",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|not deliver|delivery (?:status|failure|failed|problem|report|error|notification|delayed)"
    r"|failure (?:notice|delivery)|returned (?:mail|to sender)|mail (?:delivery|system error|failure|returned)"
    r"|message (?:delivery|status|not delivered)|could not (?:be delivered|send)|warning: (?:message|could not)"
    r"|delayed|bounce|user unknown|nondeliverable|non[- ]?delivery|unable to deliver|rejected|mail could not"
    r"|error sending|returning mail|delivery has failed|not reach"
    r"|teslim edileme|iletileme|gonderileme|gönderileme|ulaştırılama|ulastirilama|teslim durumu"
    r"|unzustellbar|nicht zustellbar|zustellung|nicht zugestellt|rejet|non remis|échec|remise|no entregado"
    r"|недоставлен|не доставлен",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"user unknown|unknown (?:user|recipient|local|address|or)|no such (?:user|mailbox|recipient|address|person)"
    r"|mailbox .{0,40}(?:full|unavailable|not found|disabled|unknown|exceed|inactive|does not|limit)"
    r"|(?:could|can|would|was|were|has|have|been|is|are|be)(?:n't| ?not| not yet)(?: yet)?(?: be(?:en)?)? ?deliver"
    r"|undeliver|deliver(?:y|ed)? .{0,60}fail|fail(?:ed|ure)? .{0,40}(?:deliver|recipient|address)|failed addresses"
    r"|permanent .{0,20}error|transient .{0,20}error|error was detected|aborted"
    r"|could not find|fatal error|permanent failure|does(?:n't| not) (?:exist|have|like)"
    r"|not (?:exist|a valid|a known|known|listed|found|our|recogni[sz]ed|local|reach|active|be reached|be found)"
    r"|(?:recipient|address|message|sender|user|mail) .{0,20}(?:reject|refus|denied|unknown|invalid|inactive)"
    r"|rejected|host (?:unknown|not found)|unrouteable|unroutable|relay|quota|over.?quota|returned|returning"
    r"|unable to (?:deliver|relay|send|complete)|invalid (?:recipient|address|user|mailbox)|disabled"
    r"|invalid .{0,30}user|did not (?:exactly )?match|discontinued|terminated"
    r"|expired|suspended|timed out|not accept|doesn't accept|unavailable|gave up"
    r"|delayed|still trying|bad (?:destination|address)|no mailbox|delivery attempts|error(?:s)? (?:occur|while)"
    r"|teslim edileme|iletileme|ulaştırılama|bulunamadı|bulunamadi|kota|geçersiz alıcı|mevcut değil"
    r"|unzustellbar|nicht (?:zugestellt|zustellbar|erreicht)|unbekannt|n'a pas pu|pas été remis|inconnu"
    r"|n'existe pas|не существует|не найден|не удалось",
    re.IGNORECASE,
)
_TEMPORARY = re.compile(
    r"warning message only|this is (?:just )?a warning|do not need to (?:resend|re-send)|delivery .{0,20}delayed"
    r"|has been delayed|is being delayed|will (?:be retried|keep trying|retry)"
    r"|continue (?:to (?:be )?)?(?:made|try|trying|tried|attempt)|notification about a delay"
    r"|still trying|not (?:yet )?been delivered (?:yet|for)|not yet (?:been )?delivered|no action is required"
    r"|could not send message for past|will be made for|delivery attempts? will|will try (?:again|to)"
    r"|gecikti|verzögert",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(r"giving up|given up|permanent|permanently|fatal|undeliverable|has failed", re.IGNORECASE)
# What only servers write; needed where the sender does not look like one.
_STRICT_SUBJECT = re.compile(
    r"undeliver(?:able|ed)\b|non[- ]?delivery|returned mail|mail could not be delivered|failed mail|failure notice"
    r"|delivery failure|delivery failed|mail delivery|delivery status notification|delivery (?:report|notification)"
    r"|(?:message|mail) not delivered|unzustellbar|teslim edilemedi|iletilemedi|недоставлен",
    re.IGNORECASE,
)
_STRICT = re.compile(
    r"(?:failed|following) (?:recipient|user|address)|rcpt to:|deliver(?:ed)? (?:message )?to\s*[:<\n]"
    r"|deliver(?:ed)? to (?:one or more|the following)|smtp (?:error|code)|\b5\d\d[ -]#?5\.\d\.\d|did not exactly match"
    r"|aşağıdaki alıcı|folgenden empfänger|destinataires? suivants?",
    re.IGNORECASE,
)
_ECHO = re.compile(r"^[\s>]*(?:to|cc|subject|sent|date|from|message-?id)\s*:", re.IGNORECASE)
_ECHO_SUBJECT = re.compile(r"^[\s>]*subject\s*:", re.IGNORECASE)
# From here on the bounce shows the letter that came back.
_RETURNED = re.compile(
    r"^[\s>*=|-]*(?:(?:---?|===?|\*\*\*?|___?)[\s-]*)?"
    r"(?:begin(?:ning)? of (?:returned|original|forwarded)|below (?:this line|the next line|is) "
    r"|original (?:message|mail|text|headers?)|unsent message|returned (?:message|mail) follows|message headers?"
    r"|(?:the )?(?:headers?|text|body|start|contents?) of (?:the |your )?(?:original |returned |message|e?mail)"
    r"|this is a copy of (?:the|your)|copy of (?:the|your) (?:message|mail)|the (?:original|following) message was"
    r"|your (?:original )?message (?:follows|reads|is below|was)|---- ?start of|here is (?:a copy|your)"
    r"|message text follows|enclosed is|forwarded message|message body|included (?:is|below)"
    r"|ursprüngliche nachricht|orijinal (?:ileti|mesaj)|özgün ileti)",
    re.IGNORECASE,
)
_RETURNED_HEADER = re.compile(
    r"^(?:>\s?)?(?:received:\s+(?:from|by|\()|return-path:\s*<|message-id:\s*<)", re.IGNORECASE
)
# Where an address is a recipient by the words before it.
_LABEL = re.compile(
    r"(?:recipient|to|address|error-for|generated from|user ?id|user|account|mailbox|rcpt to|for|failed"
    r"|empfänger|alıcı|destinataire|e-?mail)"
    r"[\s(<\[\"':=»-]*$",
    re.IGNORECASE,
)
# Where it is somebody to ask, or ourselves.
_NOT_IT = re.compile(
    r"contact|please|questions|assistance|help|send (?:mail|a message|e-?mail) to|postmaster|report (?:this|problems)"
    r"|^\s*(?:from|sender|reply-to|return-path|subject|date|message-id|x-[\w-]+|mail from|cc)\s*:|mail from:\s*<"
    r"|http|mailto:|(?<!generated )from\s*<?$|sent (?:by|from)|your (?:mail|message) from|complaint|support@|abuse@",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^[\s>*•·|(\[<'\"-]*(?:rfc822;\s*|smtp:\s*|mailto:)?[<'\"(\[]*([^\s<>()'\"\[\];,]+@[^\s<>()'\"\[\];,:]+)"
    r"[\s>)\].'\",;:-]*(?:\(.*\)|\.\.\..*|[\s:;,-].*)?$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"following (?:recipient|address|user)|one or more|sorry to (?:have to )?inform", re.IGNORECASE)
_NAMED_LINE = re.compile(r"^[ \t]*<[^<>\s@]+@[^<>\s@]+>:[ \t]*$", re.MULTILINE)
_MOST_LINES = 250
_LONGEST_PROSE = 100_000
_MOST_RECIPIENTS = 500


def is_suspect(*, sender: str, sender_name: str, return_path: str | None, subject: str) -> bool:
    """Is this letter worth reading as a bounce: does a machine write about undelivered mail?"""
    local = sender.partition("@")[0]
    if _DAEMON.search(local):
        return True
    by_machine = bool(_DAEMON.search(sender_name) or _DAEMON.search(sender)) or return_path == ""
    return bool((_SUBJECT if by_machine else _STRICT_SUBJECT).search(subject))


def from_prose(
    text: str, *, sender: str, subject: str, failed_header: str, ours: Iterable[str], tail: str = ""
) -> Found | None:
    """Read the words of a server that keeps to no standard.

    `failed_header` is X-Failed-Recipients, `ours` the addresses the bounce itself was sent to, `tail` the
    text of the parts after the first. None where no failure is told.
    """
    lines, returned = _cut(text[:_LONGEST_PROSE])
    lines = _without_echo(lines)
    told = "\n".join(lines)
    if not _is_told(told, sender=sender, failed_header=failed_header):
        return None
    excluded = {one.lower() for one in (*ours, sender)}
    listed = list(dict.fromkeys(_ADDRESS.findall(failed_header))) or list(_recipients_in(lines, excluded))
    listed = listed or list(_local_names(lines, sender))
    if not listed and not _SUBJECT.search(subject):
        return None
    permanent = not _TEMPORARY.search(told) or bool(_GIVEN_UP.search(told) and not _warns(told))
    recipients = tuple(_told(lines, address, permanent=permanent) for address in listed)
    message_id = original_id_in(returned + "\n" + tail)
    return Found(Bounce(recipients, message_id, ()), is_failure=True)


def _is_told(told: str, *, sender: str, failed_header: str) -> bool:
    """Words of failure from a daemon; from anyone else only the words that no customer uses."""
    if failed_header:
        return True
    if _DAEMON.search(sender):
        # Where the words are in a script of their own, the shape still speaks: `<ayse@example.org>:`.
        return bool(_FAILURE.search(told) or _TEMPORARY.search(told) or _NAMED_LINE.search(told))
    return bool(_STRICT.search(told))


def _without_echo(lines: list[str]) -> list[str]:
    """Without the few headers of our letter that a server repeats before it says what happened."""
    kept: list[str] = []
    for number, line in enumerate(lines):
        around = lines[max(0, number - 4) : number + 5]
        if _ECHO.match(line) and any(_ECHO_SUBJECT.match(one) for one in around):
            continue
        kept.append(line)
    return kept


def _local_names(lines: Sequence[str], sender: str) -> Iterator[str]:
    """A server that names its own mailboxes without the domain they share with it."""
    domain = sender.partition("@")[2]
    failed = False
    for line in lines:
        word = line.strip()
        if failed and domain and re.fullmatch(r"[a-z0-9][\w.-]{2,40}", word, re.ASCII | re.IGNORECASE):
            yield f"{word}@{domain}"
        failed = failed or bool(_FAILURE.search(line))


def _warns(told: str) -> bool:
    return bool(
        re.search(r"warning message only|do not need to resend|this is (?:just )?a warning", told, re.IGNORECASE)
    )


def _cut(text: str) -> tuple[list[str], str]:
    """The server's own lines, and the text of what it sends back."""
    lines = text.splitlines()[: 4 * _MOST_LINES]
    for number, line in enumerate(lines):
        if number and ((_RETURNED.match(line) and not _ADDRESS.search(line)) or _RETURNED_HEADER.match(line)):
            kept = [one for one in lines[:number] if one.strip()]
            if kept and any(_ADDRESS.search(one) for one in kept):
                return lines[: min(number, _MOST_LINES)], "\n".join(lines[number:])
    return lines[:_MOST_LINES], text


def _recipients_in(lines: Sequence[str], excluded: set[str]) -> Iterator[str]:
    seen: set[str] = set()
    strong = list(_strong(lines))
    for given in strong or _weak(lines):
        # Exchange 5.5 wraps the address: `c=US;a= ;p=Shop;dda:SMTP=ayse@example.org;`.
        address = re.sub(r"^.*\bSMTP[=:]", "", given)
        key = address.lower()
        local = key.partition("@")[0]
        if key in seen or key in excluded or local in ("postmaster", "mailer-daemon", "abuse", "support", "admin"):
            continue
        seen.add(key)
        yield address


def _strong(lines: Sequence[str]) -> Iterator[str]:
    """Addresses that stand alone at the head of a line, or beside words of failure."""
    for line in lines:
        alone = _ALONE.match(line)
        if alone and _ADDRESS.fullmatch(alone[1].rstrip(".,;:>")) and not _NOT_IT.search(line[: alone.start(1)]):
            yield alone[1].rstrip(".,;:>")
            continue
        for found in _ADDRESS.finditer(line):
            before = line[: found.start()]
            if _NOT_IT.search(before[-60:]) or _NOT_IT.match(line):
                continue
            if _LABEL.search(before) or _FAILURE.search(line) or _CODE.search(line):
                yield found[0]


def _weak(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        around = " ".join(lines[max(0, number - 2) : number + 3])
        for found in _ADDRESS.finditer(line):
            if _FAILURE.search(around) and not _NOT_IT.search(line[: found.start()][-60:]):
                yield found[0]


def _told(lines: Sequence[str], address: str, *, permanent: bool) -> BounceRecipient:
    reason = _reason_in(lines, address)
    status = _STATUS.search(reason) or _STATUS.search("\n".join(lines))
    code = _CODE.search(reason) or next((found for line in lines if (found := _CODE.search(line))), None)
    said = _said(reason)
    return BounceRecipient(
        address=address,
        status=status[1] if status else "",
        code=code[1] if code else "",
        reason=said or meaning(status[1] if status else ""),
        permanent=permanent,
    )


def _reason_in(lines: Sequence[str], address: str) -> str:
    """The line that says why: beside the address, right below it, or the first that speaks of failure."""
    wanted = address.lower()
    for number, line in enumerate(lines):
        if wanted not in line.lower():
            continue
        below = [one.strip() for one in lines[number + 1 : number + 6]]
        nearby = _paragraph([line.replace(address, "").strip(" <>()[]:;,.*'\"-\t"), *below])
        best = max(nearby, key=_tells, default="")
        if _tells(best) > 0:
            return best
    return next((line.strip() for line in lines if _CODE.search(line) and _FAILURE.search(line)), "") or next(
        (line.strip() for line in lines if _FAILURE.search(line)), ""
    )


def _tells(line: str) -> int:
    """How much a line tells about the reason: a code most, a heading nothing."""
    told = 2 * bool(_CODE.search(line) or _STATUS.search(line)) + bool(_FAILURE.search(line))
    return 0 if line.endswith(":") or _HEADING.search(line) else told


def _paragraph(lines: Sequence[str]) -> list[str]:
    """Lines up to the next address of somebody else, which begins another story."""
    kept: list[str] = []
    for line in lines:
        if kept and _ALONE.match(line):
            break
        if line:
            kept.append(line)
    return kept
