"""What leads do with mailboxes: add, change, switch on and off, give a DKIM key; and with senders: block, unblock."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction

from muhatap.conversations.models import Channel
from muhatap.mail.models import BlockedSender, FolderCursor, Mailbox
from muhatap.team import audit
from muhatap.team.models import Agent, Brand

DKIM_BITS = 2048
PASSWORDS = ("imap_password", "smtp_password")
FIELDS = (
    "incoming", "sign_in",
    "imap_host", "imap_port", "imap_security", "imap_username", "imap_folder",
    "smtp_host", "smtp_port", "smtp_security", "smtp_username",
    "is_reply_address_signed", "earlier_messages", "trusted_authserv_id",
)  # fmt: skip
# What says which folder of which account is read: another one has other numbers.
SOURCE_FIELDS = {"imap_host", "imap_username", "imap_folder"}
# Where a secret would travel to, by side.
DOORS = {side: (f"{side}_host", f"{side}_port") for side in ("imap", "smtp")}


@transaction.atomic
def add_mailbox(
    *, brand: Brand, by: Agent, address: str, name: str, passwords: Mapping[str, str], **values: Any
) -> Mailbox:
    """Give a brand a mail address with its two servers. Raises IntegrityError when the address has a mailbox."""
    channel = Channel.objects.create(brand=brand, kind="mail", name=name or address, address=address.lower())
    mailbox = Mailbox.objects.create(channel=channel, **_known(values))
    _seal(mailbox, passwords)
    mailbox.save()
    audit.record("mail.mailbox_added", by=by, subject=_subject(mailbox), address=channel.address)
    return mailbox


@transaction.atomic
def change_mailbox(
    mailbox: Mailbox, *, by: Agent, brand: Brand, name: str, passwords: Mapping[str, str], **values: Any
) -> Mailbox:
    """Change settings; an empty password keeps the old one. Another account is read from its start, known mails once.

    A stored password or token is not shown to another server: it is dropped when the server changes and none is given.
    """
    mailbox = Mailbox.objects.select_for_update().select_related("channel").get(pk=mailbox.pk)
    changed = [field for field, value in _known(values).items() if getattr(mailbox, field) != value]
    for field in changed:
        setattr(mailbox, field, values[field])
    _drop_secrets_of_changed_doors(mailbox, changed)
    changed += _seal(mailbox, passwords)
    if SOURCE_FIELDS & set(changed):
        FolderCursor.objects.filter(mailbox=mailbox).delete()
    # Old trouble says nothing about new settings; the next attempt does.
    mailbox.fetch_failing_since, mailbox.fetch_problem = None, ""
    mailbox.send_failing_since, mailbox.send_problem = None, ""
    mailbox.save()
    changed += _change_channel(mailbox.channel, name=name or mailbox.channel.address, brand=brand)
    if changed:
        audit.record("mail.mailbox_changed", by=by, subject=_subject(mailbox), fields=changed)
    return mailbox


@transaction.atomic
def switch(mailbox: Mailbox, *, on: bool, by: Agent) -> Mailbox:
    """Fetch and send for this address, or pause both. What came in stays; what waits to leave waits."""
    changed = Channel.objects.filter(pk=mailbox.channel_id).exclude(is_enabled=on).update(is_enabled=on)
    if changed:
        act = "mail.mailbox_switched_on" if on else "mail.mailbox_switched_off"
        audit.record(act, by=by, subject=_subject(mailbox))
    mailbox.channel.is_enabled = on
    return mailbox


@transaction.atomic
def make_dkim_key(mailbox: Mailbox, *, by: Agent, now: datetime) -> Mailbox:
    """Give the mailbox a new signing key under a new selector, so that the old record may stay until it is unused."""
    mailbox = Mailbox.objects.select_for_update().select_related("channel").get(pk=mailbox.pk)
    key = rsa.generate_private_key(public_exponent=65537, key_size=DKIM_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    mailbox.dkim_selector = f"muhatap{now:%Y%m%d%H%M%S}"
    mailbox.set_secret("dkim_key", pem.decode())
    mailbox.save(update_fields=["dkim_selector", "sealed_dkim_key"])
    audit.record("mail.dkim_key_made", by=by, subject=_subject(mailbox), selector=mailbox.dkim_selector)
    return mailbox


@transaction.atomic
def drop_dkim_key(mailbox: Mailbox, *, by: Agent) -> Mailbox:
    """Sign no more with our own key (the provider may sign by itself)."""
    if mailbox.sealed_dkim_key:
        mailbox.dkim_selector = mailbox.sealed_dkim_key = ""
        mailbox.save(update_fields=["dkim_selector", "sealed_dkim_key"])
        audit.record("mail.dkim_key_dropped", by=by, subject=_subject(mailbox))
    return mailbox


def dkim_record(mailbox: Mailbox) -> tuple[str, str] | None:
    """Return name and value of the DNS TXT record to publish, or None without a key. Source: RFC 6376 §3.6."""
    pem = mailbox.secret("dkim_key")
    if not pem:
        return None
    public = serialization.load_pem_private_key(pem.encode(), password=None).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    domain = mailbox.channel.address.rpartition("@")[2]
    return f"{mailbox.dkim_selector}._domainkey.{domain}", f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


@transaction.atomic
def block_sender(*, brand: Brand, pattern: str, by: Agent) -> BlockedSender:
    """Send mail of an address or @domain to spam from now on. Blocking twice changes nothing."""
    blocked, is_new = BlockedSender.objects.get_or_create(
        brand=brand, pattern=pattern.strip().lower(), defaults={"blocked_by": by}
    )
    if is_new:
        audit.record("mail.sender_blocked", by=by, subject=f"brand:{brand.pk}", pattern=blocked.pattern)
    return blocked


@transaction.atomic
def unblock_sender(blocked: BlockedSender, *, by: Agent) -> None:
    deleted, _ = BlockedSender.objects.filter(pk=blocked.pk).delete()
    if deleted:
        audit.record("mail.sender_unblocked", by=by, subject=f"brand:{blocked.brand_id}", pattern=blocked.pattern)


def _seal(mailbox: Mailbox, passwords: Mapping[str, str]) -> list[str]:
    """Seal the passwords that were given and return their names."""
    given = [name for name in PASSWORDS if passwords.get(name)]
    for name in given:
        mailbox.set_secret(name, passwords[name])
    return given


def _drop_secrets_of_changed_doors(mailbox: Mailbox, changed: list[str]) -> None:
    for side, fields in DOORS.items():
        if set(fields) & set(changed):
            setattr(mailbox, f"sealed_{side}_password", "")
            mailbox.sealed_refresh_token = mailbox.sealed_access_token = ""
            mailbox.access_token_expires_at = None


def _change_channel(channel: Channel, *, name: str, brand: Brand) -> list[str]:
    changed = [field for field, value in {"name": name, "brand": brand}.items() if getattr(channel, field) != value]
    if changed:
        channel.name, channel.brand = name, brand
        channel.save(update_fields=changed)
    return changed


def _known(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"a mailbox has no {', '.join(sorted(unknown))}")
    return values


def _subject(mailbox: Mailbox) -> str:
    return f"mailbox:{mailbox.pk}"
