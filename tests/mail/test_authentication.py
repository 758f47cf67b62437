"""Who really sent it: SPF, DKIM, ARC and DMARC on a name server of the test's own."""

import base64
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import dkim
import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from muhatap.conversations.models import Channel, Message
from muhatap.mail import senders
from muhatap.mail.actions import receive
from muhatap.mail.authentication import Client, NoAnswer, Resolver, Verdicts, client_of, evaluate
from muhatap.mail.models import Mailbox
from muhatap.mail.reading import is_spoofed
from tests.mail.letters import letter

SERVER_OF_EXAMPLE = "192.0.2.10"


@dataclass
class NameServer:
    """A real name server on UDP with a small table; `is_silent` lets every question time out."""

    table: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    is_silent: bool = False
    port: int = 0

    def resolver(self) -> Resolver:
        asked = dns.resolver.Resolver(configure=False)
        asked.nameservers, asked.port, asked.timeout = ["127.0.0.1"], self.port, 0.3
        return Resolver(asked)

    def answer(self, question: bytes) -> bytes:
        asked = dns.message.from_wire(question)
        said = dns.message.make_response(asked)
        said.flags |= dns.flags.RA
        name, kind = asked.question[0].name, asked.question[0].rdtype
        rows = self.table.get((name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(kind)))
        if rows:
            said.answer.append(dns.rrset.from_text(name, 60, "IN", dns.rdatatype.to_text(kind), *rows))
        else:
            said.set_rcode(dns.rcode.NXDOMAIN)
        return said.to_wire()


@pytest.fixture(scope="module")
def key() -> tuple[str, str]:
    """A private key as PEM, and its public half as it stands in DNS."""
    made = rsa.generate_private_key(65537, 2048)
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), base64.b64encode(public).decode()


@pytest.fixture
def names(key: tuple[str, str]) -> Iterator[NameServer]:
    """example.com names its server, its key and a strict rule; forward.example forwards; open.example has no rule."""
    halves = f'"v=DKIM1; k=rsa; p={key[1][:200]}" "{key[1][200:]}"'
    server = NameServer(
        {
            ("example.com", "TXT"): [f'"v=spf1 ip4:{SERVER_OF_EXAMPLE} -all"'],
            ("s1._domainkey.example.com", "TXT"): [halves],
            ("_dmarc.example.com", "TXT"): ['"v=DMARC1; p=reject"'],
            ("open.example", "TXT"): ['"v=spf1 a mx -all"'],
            ("open.example", "A"): ["192.0.2.20"],
            ("open.example", "MX"): ["10 mx.open.example."],
            ("mx.open.example", "A"): ["192.0.2.21"],
            ("s1._domainkey.google.com", "TXT"): [halves],
        }
    )
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    server.port = line.getsockname()[1]

    def serve() -> None:
        while True:
            question, who = line.recvfrom(4096)
            if not question:
                return
            if not server.is_silent:
                line.sendto(server.answer(question), who)

    thread = threading.Thread(target=serve)
    thread.start()
    yield server
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", server.port))
    thread.join()
    line.close()


def _signed(raw: bytes, key: tuple[str, str], *, domain: bytes = b"example.com") -> bytes:
    return bytes(dkim.sign(raw, b"s1", domain, key[0].encode(), linesep=b"\n")) + raw


def _asked(raw: bytes, names: NameServer, *, ip: str, sender: str = "zeynep@example.com") -> Verdicts:
    return evaluate(
        raw,
        client=Client(ip, "mx.example.com"),
        envelope_from=sender,
        from_domain=sender.rpartition("@")[2],
        dns=names.resolver(),
    )


def test_a_good_mail_passes_everything(names: NameServer, key: tuple[str, str]) -> None:
    found = _asked(_signed(letter(), key), names, ip=SERVER_OF_EXAMPLE)
    assert (found.spf, found.dkim, found.dmarc, found.is_spoofed) == ("pass", "pass", "pass", False)


def test_another_server_without_signature_is_a_spoof(names: NameServer) -> None:
    found = _asked(letter(), names, ip="203.0.113.9")
    assert (found.spf, found.dkim, found.dmarc, found.is_spoofed) == ("fail", "none", "fail", True)


def test_a_forwarded_mail_is_good_by_its_signature(names: NameServer, key: tuple[str, str]) -> None:
    found = _asked(_signed(letter(), key), names, ip="203.0.113.9")
    assert (found.spf, found.dkim, found.dmarc, found.is_spoofed) == ("fail", "pass", "pass", False)


def test_a_changed_mail_fails_its_signature(names: NameServer, key: tuple[str, str]) -> None:
    raw = _signed(letter("100 TL"), key).replace(b"100 TL", b"900 TL")
    found = _asked(raw, names, ip="203.0.113.9")
    assert (found.dkim, found.dmarc, found.is_spoofed) == ("fail", "fail", True)


def test_a_good_signature_of_somebody_else_proves_nothing(names: NameServer, key: tuple[str, str]) -> None:
    raw = _signed(letter(), key, domain=b"google.com")
    found = _asked(raw, names, ip="203.0.113.9")
    assert (found.dkim, found.dmarc, found.is_spoofed) == ("pass", "fail", True)


@pytest.mark.parametrize(
    ("ip", "spf", "is_spoof"),
    [("192.0.2.20", "pass", False), ("192.0.2.21", "pass", False), ("203.0.113.9", "fail", True)],
)
def test_a_domain_without_a_rule_is_judged_by_spf(names: NameServer, ip: str, spf: str, is_spoof: bool) -> None:
    found = _asked(letter(sender="ayse@open.example"), names, ip=ip, sender="ayse@open.example")
    assert (found.spf, found.dmarc, found.is_spoofed) == (spf, "none", is_spoof)


def test_a_forwarder_we_trust_vouches_by_arc(names: NameServer, key: tuple[str, str]) -> None:
    said = b"Authentication-Results: google.com; spf=pass smtp.mailfrom=example.com; dmarc=pass\n"
    raw = said + letter()
    seals = dkim.ARC(raw, linesep=b"\n").sign(
        b"s1", b"google.com", key[0].encode(), b"google.com", include_headers=[b"from", b"subject"]
    )
    found = _asked(b"".join(seals) + raw, names, ip="203.0.113.9")
    assert (found.arc, found.forwarder, found.dmarc, found.is_spoofed) == ("pass", "google.com", "fail", False)


@pytest.mark.slow
def test_silent_name_servers_prove_nothing_and_cost_little(names: NameServer, key: tuple[str, str]) -> None:
    names.is_silent = True
    found = _asked(_signed(letter(), key), names, ip=SERVER_OF_EXAMPLE)
    assert (found.spf, found.dkim, found.dmarc, found.is_spoofed) == ("temperror", "temperror", "temperror", False)


@pytest.mark.parametrize(
    "raw", [b"", b"DKIM-Signature: v=1; broken\n\n", b"ARC-Seal: i=x\n\nMerhaba", b"\xff\x00" * 50]
)
def test_no_mail_makes_it_fall(names: NameServer, raw: bytes) -> None:
    assert not evaluate(raw, client=None, envelope_from="", from_domain="", dns=names.resolver()).is_spoofed


def test_a_resolver_says_when_it_does_not_know(names: NameServer) -> None:
    assert names.resolver().look_up("yok.example", "TXT") == []
    names.is_silent = True
    with pytest.raises(NoAnswer):
        names.resolver().look_up("example.com", "TXT")


@pytest.mark.parametrize(
    ("lines", "client"),
    [
        (["from mx.example.com (mx.example.com [192.0.2.10]) by x"], None),
        (["from mx.example.com (mx.example.com [93.184.216.34]) by x"], Client("93.184.216.34", "mx.example.com")),
        (["by 10.1.2.3 with SMTP id x", "from a.b (c [8.8.4.4]) by d"], Client("8.8.4.4", "a.b")),
        (["from in (in [10.0.0.1]) by x", "from a (b [IPv6:2a00:1450::1]) by c"], Client("2a00:1450::1", "a")),
        ([], None),
    ],
)
def test_the_server_outside_is_the_first_public_one(lines: list[str], client: Client | None) -> None:
    assert client_of([("Received", line) for line in lines]) == client


@pytest.mark.parametrize(
    ("spf", "dkim", "dmarc", "is_spoof"),
    [
        ("fail", "fail", "fail", True),
        ("pass", "fail", "pass", False),
        ("pass", "pass", "fail", True),
        ("softfail", "none", "none", False),
        ("fail", "none", "none", True),
        ("fail", "pass", "none", False),
        ("temperror", "none", "temperror", False),
        ("", "", "", False),
    ],
)
def test_what_counts_as_a_spoof(spf: str, dkim: str, dmarc: str, is_spoof: bool) -> None:
    assert is_spoofed(spf=spf, dkim=dkim, dmarc=dmarc) is is_spoof


def _take(raw: bytes, channel: Channel) -> Message:
    row = receive(raw, channel=channel, source="lmtp", envelope_from="zeynep@example.com", now=timezone.now())
    assert row.message is not None
    return row.message


# 93.184.216.34 stands for any public address that example.com does not name.
FROM_OUTSIDE = (
    b"Received: from x.example (x.example [93.184.216.34]) by mx.carsi.example; Sun, 22 Nov 2026 10:00:00 +0300\n"
)


@pytest.mark.django_db
def test_a_spoofed_customer_is_flagged_in_the_thread(mailbox_channel: Channel, names: NameServer) -> None:
    stranger = _take(FROM_OUTSIDE + letter("İlk"), mailbox_channel)
    known = _take(FROM_OUTSIDE + letter("Adresimi değiştirin"), mailbox_channel)

    for message in (stranger, known):
        senders.check(message, dns=names.resolver())
        message.refresh_from_db()

    assert (stranger.warnings, known.warnings) == ([], ["spoofed"])
    assert known.letter.authentication["dmarc"] == "fail"


@pytest.mark.django_db
def test_a_server_that_we_trust_is_believed_at_once(mailbox_channel: Channel) -> None:
    Mailbox.objects.update(trusted_authserv_id="mx.carsi.example")
    said = b"Authentication-Results: mx.carsi.example; spf=fail; dkim=none; dmarc=fail\n"
    _take(letter("İlk"), mailbox_channel)

    mailbox_channel.refresh_from_db()
    message = _take(said + letter("İkinci"), mailbox_channel)

    assert message.warnings == ["spoofed"]
    assert message.letter.authentication == {
        "host": "mx.carsi.example",
        "spf": "fail",
        "dkim": "none",
        "dmarc": "fail",
    }
