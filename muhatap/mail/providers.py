"""What we know of mail providers, so that nobody has to look up servers and ports.

One row a provider. Found by the domain of the address, or by where the domain's mail goes (its MX records), so that
`destek@carsi.example` hosted at Google is recognised as well. Pure but for `by_mail_exchange`, which asks the DNS.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOOK_UP_SECONDS = 3.0

APP_PASSWORD_GOOGLE = _(
    "Turn on 2-Step Verification, then make an app password at myaccount.google.com/apppasswords and use it here."
)
APP_PASSWORD_YANDEX = _(
    "Allow mail programs in Yandex Mail (Settings, Mail programs), then make an app password at "
    "id.yandex.com/security/app-passwords."
)
APP_PASSWORD_APPLE = _("Make an app-specific password at account.apple.com (Sign-In and Security).")
APP_PASSWORD_YAHOO = _("Make an app password in your Yahoo account (Security, App passwords).")
APP_PASSWORD_ZOHO = _("Allow IMAP in Zoho Mail's settings and make an app password at accounts.zoho.eu.")
MICROSOFT_ONLY_OAUTH = _(
    "Microsoft no longer accepts passwords from mail programs: save, then connect the account with one click."
)
MAILBOX_PASSWORD = _("Use the password of the mailbox itself, as in webmail; not that of the customer panel.")


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Servers of a provider. `{domain}` in a host stands for the domain of the address."""

    key: str
    name: str | Promise
    imap_host: str
    imap_port: int = 993
    imap_security: str = "tls"
    smtp_host: str
    smtp_port: int = 465
    smtp_security: str = "tls"
    # "password", or the key of the provider that signs in by OAuth 2.
    sign_in: str = "password"
    # May people also (or only) connect by OAuth 2, and with whom.
    oauth: str = ""
    hint: str | Promise = MAILBOX_PASSWORD
    domains: tuple[str, ...] = ()
    # How the names of its mail exchangers end.
    exchangers: tuple[str, ...] = ()

    def for_domain(self, domain: str) -> "Provider":
        return replace(
            self,
            imap_host=self.imap_host.format(domain=domain),
            smtp_host=self.smtp_host.format(domain=domain),
        )


GENERIC = Provider(
    key="generic",
    name=_("Another provider (cPanel, Plesk, own server)"),
    imap_host="mail.{domain}",
    smtp_host="mail.{domain}",
    exchangers=(),
)

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        key="gmail",
        name="Gmail, Google Workspace",
        imap_host="imap.gmail.com",
        smtp_host="smtp.gmail.com",
        oauth="google",
        hint=APP_PASSWORD_GOOGLE,
        domains=("gmail.com", "googlemail.com"),
        exchangers=("google.com", "googlemail.com"),
    ),
    Provider(
        key="microsoft365",
        name="Microsoft 365",
        imap_host="outlook.office365.com",
        smtp_host="smtp.office365.com",
        smtp_port=587,
        smtp_security="starttls",
        sign_in="microsoft",
        oauth="microsoft",
        hint=MICROSOFT_ONLY_OAUTH,
        exchangers=("mail.protection.outlook.com", "mx.microsoft"),
    ),
    Provider(
        key="outlook",
        name="Outlook.com, Hotmail",
        imap_host="outlook.office365.com",
        smtp_host="smtp-mail.outlook.com",
        smtp_port=587,
        smtp_security="starttls",
        sign_in="microsoft",
        oauth="microsoft",
        hint=MICROSOFT_ONLY_OAUTH,
        domains=(
            "outlook.com",
            "outlook.com.tr",
            "hotmail.com",
            "hotmail.com.tr",
            "live.com",
            "msn.com",
            "windowslive.com",
        ),
        exchangers=("olc.protection.outlook.com",),
    ),
    Provider(
        key="yandex",
        name="Yandex, Yandex 360",
        imap_host="imap.yandex.com",
        smtp_host="smtp.yandex.com",
        hint=APP_PASSWORD_YANDEX,
        domains=("yandex.com", "yandex.com.tr", "yandex.ru", "ya.ru"),
        exchangers=("yandex.net", "yandex.ru"),
    ),
    Provider(
        key="icloud",
        name="iCloud Mail",
        imap_host="imap.mail.me.com",
        smtp_host="smtp.mail.me.com",
        smtp_port=587,
        smtp_security="starttls",
        hint=APP_PASSWORD_APPLE,
        domains=("icloud.com", "me.com", "mac.com"),
        exchangers=("mail.icloud.com",),
    ),
    Provider(
        key="yahoo",
        name="Yahoo Mail",
        imap_host="imap.mail.yahoo.com",
        smtp_host="smtp.mail.yahoo.com",
        hint=APP_PASSWORD_YAHOO,
        domains=("yahoo.com", "yahoo.com.tr", "ymail.com"),
        exchangers=("yahoodns.net",),
    ),
    Provider(
        key="zoho",
        name="Zoho Mail",
        imap_host="imappro.zoho.eu",
        smtp_host="smtppro.zoho.eu",
        hint=APP_PASSWORD_ZOHO,
        exchangers=("zoho.eu", "zoho.com"),
    ),
    Provider(
        key="natro",
        name="Natro",
        imap_host="mail.{domain}",
        smtp_host="mail.{domain}",
        smtp_port=587,
        smtp_security="starttls",
        exchangers=("natrohost.com", "natro.com", "kurumsaleposta.com"),
    ),
    Provider(
        key="turhost",
        name="Turhost",
        imap_host="mail.{domain}",
        smtp_host="mail.{domain}",
        smtp_port=587,
        smtp_security="starttls",
        exchangers=("turhost.com", "turhostmail.com"),
    ),
    Provider(
        key="guzel",
        name="Güzel Hosting, İHS Telekom",
        imap_host="mail.{domain}",
        smtp_host="mail.{domain}",
        smtp_port=587,
        smtp_security="starttls",
        exchangers=("guzelhosting.com", "guzel.net.tr", "ihs.com.tr", "ihszone.net"),
    ),
    Provider(
        key="turkticaret",
        name="Turkticaret.net",
        imap_host="mail.{domain}",
        smtp_host="mail.{domain}",
        smtp_port=587,
        smtp_security="starttls",
        exchangers=("turkticaret.net", "yazilimsirketi.com"),
    ),
    Provider(
        key="radore",
        name="Radore",
        imap_host="mail.{domain}",
        smtp_host="mail.{domain}",
        smtp_port=587,
        smtp_security="starttls",
        exchangers=("radore.com", "radorehosting.com"),
    ),
    GENERIC,
)

BY_KEY = {provider.key: provider for provider in PROVIDERS}


def suggest(address: str, *, exchangers_of: Callable[[str], Iterable[str]] | None = None) -> Provider:
    """Return the servers that an address most likely uses; a generic guess when nobody is recognised."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    found = by_domain(domain) or by_exchangers((exchangers_of or mail_exchangers)(domain)) or GENERIC
    return found.for_domain(domain)


def by_domain(domain: str) -> Provider | None:
    return next((provider for provider in PROVIDERS if domain in provider.domains), None)


def by_exchangers(names: Iterable[str]) -> Provider | None:
    """Return the provider whose servers these are; the longest ending wins (Outlook.com lies below Microsoft 365)."""
    endings = sorted(
        ((ending, provider) for provider in PROVIDERS for ending in provider.exchangers),
        key=lambda pair: -len(pair[0]),
    )
    for name in names:
        for ending, provider in endings:
            if name == ending or name.endswith("." + ending):
                return provider
    return None


def mail_exchangers(domain: str) -> list[str]:
    """Return where the domain's mail goes, best first, in lower case; nothing when the DNS does not say in time."""
    # Loading it takes a tenth of the time in which the desk starts, and only whoever sets a mailbox up asks here.
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(domain, "MX", lifetime=LOOK_UP_SECONDS)
    except (dns.exception.DNSException, ValueError, OSError):
        return []
    ordered = sorted(answer, key=lambda record: int(record.preference))
    return [record.exchange.to_text(omit_final_dot=True).lower() for record in ordered]
