"""What the server we trust found out about the sender.

Anyone can write an Authentication-Results header; only the one of our own border server counts, and only
as it stands above everything that came from outside. Source: RFC 8601 §2.2, §5.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from muhatap.mail.letter.letter import Authentication

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_RESULT = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc|arc)\s*(?:/\s*\d+\s*)?=\s*([A-Za-z]+)", re.IGNORECASE)
_HOST = re.compile(r'^\s*"?([^\s;"]+)"?')
_VERDICTS = {"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy", "bestguesspass"}


def read(fields: Sequence[tuple[str, str]], trusted: Collection[str]) -> Authentication:
    """`fields` are the headers from the top; `trusted` the authserv-ids whose word we take."""
    wanted = {host.strip().lower() for host in trusted}
    verdicts: dict[str, str] = {}
    host = ""
    if not wanted:
        return Authentication()
    for name, value in fields:
        lowered = name.lower()
        if lowered == "received" and host:
            # Below this line everything came from outside, where our name may have been forged.
            break
        if lowered != "authentication-results":
            continue
        value = _without_comments(value)
        said_by = _HOST.match(value)
        if not said_by or said_by[1].lower() not in wanted:
            continue
        host = host or said_by[1].lower()
        _collect(value, verdicts)
    return Authentication(
        host=host,
        spf=verdicts.get("spf", ""),
        dkim=verdicts.get("dkim", ""),
        dmarc=verdicts.get("dmarc", ""),
        arc=verdicts.get("arc", ""),
    )


def _without_comments(value: str) -> str:
    # Comments nest; a few rounds from the inside out are enough for any real one.
    for _ in range(5):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value


def _collect(value: str, verdicts: dict[str, str]) -> None:
    own: dict[str, str] = {}
    for method, verdict in _RESULT.findall(value):
        method, verdict = method.lower(), verdict.lower()
        if verdict not in _VERDICTS:
            continue
        # A letter may carry several DKIM signatures; one good one is a good one.
        if method not in own or (method == "dkim" and verdict == "pass"):
            own[method] = verdict
    for method, verdict in own.items():
        if method not in verdicts or (method == "dkim" and verdict == "pass"):
            verdicts[method] = verdict
