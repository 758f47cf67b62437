"""Did a mail come from whom it says? SPF, DKIM, ARC and DMARC, evaluated when no server that we trust has done so.

Everything that asks DNS does so through `Dns`, so that a test brings its own table and a slow name server costs a
bounded time. A verdict is one of RFC 8601's words: pass, fail, softfail, neutral, none, temperror, permerror.
"""

import ipaddress
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import authheaders.dmarc_lookup
import dkim
import dns.exception
import dns.rdatatype
import dns.resolver
import spf

from muhatap.mail.reading import is_spoofed

SECONDS_FOR_ONE_QUESTION = 3.0
SECONDS_FOR_ONE_MAIL = 15.0
SIGNATURES_CHECKED = 5
# Whose word we take that a forwarded mail was good when they got it.
TRUSTED_FORWARDERS = frozenset({"google.com", "microsoft.com", "outlook.com", "yandex.ru", "fastmail.com"})

_CLIENT = re.compile(r"\bfrom\s+(\S+).*?\[(?:IPv6:)?([0-9a-fA-F.:]+)\]", re.DOTALL)


class NoAnswer(Exception):
    """The name servers did not answer in time; nothing is known."""


class Dns(Protocol):
    def look_up(self, name: str, kind: str) -> list[Any]:
        """Return TXT as bytes, A, AAAA and PTR as text, MX as (preference, name); [] for none. Raises NoAnswer."""


@dataclass(frozen=True)
class Client:
    """The server that handed the mail to ours, as ours wrote it down."""

    ip: str
    helo: str


@dataclass(frozen=True)
class Verdicts:
    spf: str = "none"
    dkim: str = "none"
    arc: str = "none"
    dmarc: str = "none"
    # The last forwarder of a valid ARC chain.
    forwarder: str = ""
    # Did a good signature belong to the domain in From?
    is_signed_by_sender: bool = False

    @property
    def is_spoofed(self) -> bool:
        return is_spoofed(
            spf=self.spf,
            dkim="pass" if self.is_signed_by_sender else "fail",
            # Signed by a host of theirs where the rule asks for the very domain: theirs nevertheless.
            dmarc="pass" if self.is_signed_by_sender else self.dmarc,
            is_forwarded=self.arc == "pass" and self.forwarder in TRUSTED_FORWARDERS,
        )


def evaluate(raw: bytes, *, client: Client | None, envelope_from: str, from_domain: str, dns: Dns) -> Verdicts:
    """Ask DNS about one mail. Never raises for what a mail or a name server does."""
    asked = _Bounded(dns)
    spf_verdict = _spf(client, envelope_from, asked) if client else "none"
    dkim_verdict, signers = _dkim(raw, asked)
    arc_verdict, forwarder = _arc(raw, asked)
    spf_domain = (envelope_from.rpartition("@")[2] or (client.helo if client else "")).lower()
    return Verdicts(
        spf=spf_verdict,
        dkim=dkim_verdict,
        arc=arc_verdict,
        dmarc=_dmarc(from_domain, spf_domain if spf_verdict == "pass" else "", signers, asked),
        forwarder=forwarder,
        is_signed_by_sender=any(_organisation(signer) == _organisation(from_domain) for signer in signers),
    )


def client_of(headers: Iterable[tuple[str, str]]) -> Client | None:
    """Return the first server outside that the Received lines name, newest first; None when all are private."""
    for name, value in headers:
        found = _CLIENT.search(value) if name.lower() == "received" else None
        if not found:
            continue
        try:
            address = ipaddress.ip_address(found[2])
        except ValueError:
            continue
        if address.is_global:
            return Client(str(address), found[1].strip("[]()"))
    return None


class Resolver:
    """DNS as this machine is set up."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver or dns.resolver.Resolver()

    def look_up(self, name: str, kind: str) -> list[Any]:
        try:
            answer = self._resolver.resolve(name, kind, lifetime=SECONDS_FOR_ONE_QUESTION, search=False)
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN):
            return []
        except dns.exception.DNSException as error:
            raise NoAnswer(str(error)) from error
        return [_value(row, kind) for row in answer]


def _value(row: Any, kind: str) -> Any:
    if kind == "TXT":
        return b"".join(row.strings)
    if kind == "MX":
        return (row.preference, row.exchange.to_text(omit_final_dot=True))
    return row.target.to_text(omit_final_dot=True) if kind == "PTR" else row.address


class _Bounded:
    """Asks each question once, and none after the mail's time is up."""

    def __init__(self, dns: Dns) -> None:
        self._dns = dns
        self._known: dict[tuple[str, str], list[Any]] = {}
        self._until = time.monotonic() + SECONDS_FOR_ONE_MAIL

    def look_up(self, name: str, kind: str) -> list[Any]:
        key = (name.rstrip(".").lower(), kind)
        if key not in self._known:
            if time.monotonic() > self._until:
                raise NoAnswer("the time for this mail is up")
            self._known[key] = self._dns.look_up(*key)
        return self._known[key]

    def text(self, name: bytes | str, timeout: float = 0) -> str | None:
        """The form that dkimpy and authheaders ask in: one TXT record, or nothing."""
        rows = self.look_up(name.decode("ascii") if isinstance(name, bytes) else name, "TXT")
        wanted = [row for row in rows if row.lower().startswith((b"v=dkim1", b"v=dmarc1", b"k=", b"p="))] or rows
        return wanted[0].decode("utf-8", "replace") if wanted else None


class _SpfQuery(spf.query):  # type: ignore[misc]
    """pyspf on our DNS."""

    def __init__(self, dns: _Bounded, client: Client, envelope_from: str) -> None:
        super().__init__(client.ip, envelope_from, client.helo, timeout=SECONDS_FOR_ONE_MAIL)
        self._asked = dns

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
        if qtype not in ("A", "AAAA", "MX", "PTR", "TXT"):
            return []
        try:
            rows = self._asked.look_up(name, qtype)
        except NoAnswer as error:
            raise spf.TempError(str(error)) from error
        if not rows and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many names that do not exist")
        return [(row,) for row in rows] if qtype == "TXT" else rows


def _spf(client: Client, envelope_from: str, asked: _Bounded) -> str:
    try:
        verdict = str(_SpfQuery(asked, client, envelope_from or f"postmaster@{client.helo}").check()[0])
    except Exception:
        # pyspf meets records that its authors did not foresee; what it cannot judge is not judged.
        return "permerror"
    return {"unknown": "permerror", "error": "temperror", "ambiguous": "permerror"}.get(verdict, verdict)


def _dkim(raw: bytes, asked: _Bounded) -> tuple[str, list[str]]:
    """Return the best verdict of all signatures, and the domains of the good ones."""
    try:
        letter = dkim.DKIM(raw)
    except Exception:
        return "permerror", []
    count = sum(name.lower() == b"dkim-signature" for name, _ in letter.headers)
    verdicts, signers = [], []
    for index in range(min(count, SIGNATURES_CHECKED)):
        try:
            is_good = letter.verify(idx=index, dnsfunc=asked.text)
        except NoAnswer:
            verdicts.append("temperror")
            continue
        except dkim.ValidationError:
            # The body is not the one that was signed.
            verdicts.append("fail")
            continue
        except Exception:
            # A broken signature proves nothing, whatever is wrong with it.
            verdicts.append("permerror")
            continue
        verdicts.append("pass" if is_good else "fail")
        if is_good:
            signers.append(letter.domain.decode("ascii", "replace").lower())
    best = next((word for word in ("pass", "temperror", "fail", "permerror") if word in verdicts), "none")
    return best, signers


def _arc(raw: bytes, asked: _Bounded) -> tuple[str, str]:
    try:
        verdict, sets, _ = dkim.ARC(raw).verify(dnsfunc=asked.text)
    except Exception:
        return "fail", ""
    if verdict is None or not sets:
        return "none", ""
    newest = max(sets, key=lambda one: int(one.get("instance", 0)))
    sealer = newest.get("as-domain", b"")
    return verdict.decode("ascii").lower(), sealer.decode("ascii", "replace").lower() if sealer else ""


def _dmarc(from_domain: str, spf_domain: str, signers: Sequence[str], asked: _Bounded) -> str:
    """Source: RFC 7489 §3.1 (alignment), §6.6.3 (finding the rule)."""
    if not from_domain:
        return "none"
    try:
        rule, _ = authheaders.dmarc_lookup.receiver_record(from_domain, dnsfunc=asked.text)
    except NoAnswer:
        return "temperror"
    except Exception:
        return "permerror"
    if not rule.get("p"):
        return "none"
    by_spf = bool(spf_domain) and _is_aligned(spf_domain, from_domain, rule.get("aspf", "r"))
    by_dkim = any(_is_aligned(signer, from_domain, rule.get("adkim", "r")) for signer in signers)
    return "pass" if by_spf or by_dkim else "fail"


def _is_aligned(domain: str, from_domain: str, mode: str) -> bool:
    if mode == "s":
        return domain.lower() == from_domain.lower()
    return _organisation(domain) == _organisation(from_domain)


@lru_cache(maxsize=2048)
def _organisation(domain: str) -> str:
    return str(authheaders.dmarc_lookup.get_org_domain(domain.lower().rstrip(".")))
