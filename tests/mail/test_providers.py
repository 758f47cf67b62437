"""Servers are guessed from the address: by its domain, else by where the domain's mail goes."""

from collections.abc import Iterable

import pytest

from muhatap.mail.models import Security
from muhatap.mail.providers import PROVIDERS, suggest

MX = {
    "carsi.example": ["aspmx.l.google.com", "alt1.aspmx.l.google.com"],
    "pazar.example": ["pazar-example.mail.protection.outlook.com"],
    "oda.example": ["mx.yandex.net"],
    "bakkal.example": ["mx1.natrohost.com"],
    "terzi.example": ["mail.guzelhosting.com"],
    "sahte.example": ["mx.notgoogle.com"],
    "yok.example": [],
}


def exchangers(domain: str) -> Iterable[str]:
    return MX[domain]


@pytest.mark.parametrize(
    ("address", "key", "imap", "smtp"),
    [
        ("destek@gmail.com", "gmail", "imap.gmail.com:993 tls", "smtp.gmail.com:465 tls"),
        ("Destek@GMAIL.com", "gmail", "imap.gmail.com:993 tls", "smtp.gmail.com:465 tls"),
        ("destek@hotmail.com.tr", "outlook", "outlook.office365.com:993 tls", "smtp-mail.outlook.com:587 starttls"),
        ("destek@yandex.com.tr", "yandex", "imap.yandex.com:993 tls", "smtp.yandex.com:465 tls"),
        ("destek@icloud.com", "icloud", "imap.mail.me.com:993 tls", "smtp.mail.me.com:587 starttls"),
        ("destek@carsi.example", "gmail", "imap.gmail.com:993 tls", "smtp.gmail.com:465 tls"),
        ("destek@pazar.example", "microsoft365", "outlook.office365.com:993 tls", "smtp.office365.com:587 starttls"),
        ("destek@oda.example", "yandex", "imap.yandex.com:993 tls", "smtp.yandex.com:465 tls"),
        ("destek@bakkal.example", "natro", "mail.bakkal.example:993 tls", "mail.bakkal.example:587 starttls"),
        ("destek@terzi.example", "guzel", "mail.terzi.example:993 tls", "mail.terzi.example:587 starttls"),
        ("destek@sahte.example", "generic", "mail.sahte.example:993 tls", "mail.sahte.example:465 tls"),
        ("destek@yok.example", "generic", "mail.yok.example:993 tls", "mail.yok.example:465 tls"),
    ],
)
def test_an_address_suggests_its_servers(address: str, key: str, imap: str, smtp: str) -> None:
    found = suggest(address, exchangers_of=exchangers)

    assert found.key == key
    assert f"{found.imap_host}:{found.imap_port} {found.imap_security}" == imap
    assert f"{found.smtp_host}:{found.smtp_port} {found.smtp_security}" == smtp


def test_no_two_providers_claim_one_domain() -> None:
    for kind in ("domains", "exchangers"):
        claims = [claim for provider in PROVIDERS for claim in getattr(provider, kind)]
        assert len(claims) == len(set(claims))


def test_every_provider_encrypts_and_says_how_to_get_a_password() -> None:
    for provider in PROVIDERS:
        assert {provider.imap_security, provider.smtp_security} <= {Security.TLS, Security.STARTTLS}
        assert str(provider.hint)
