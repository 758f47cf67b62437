"""Mailboxes as leads set them up: what is kept, what is never shown, what a test says."""

import socket
from typing import Any

import dkim
import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations.models import Channel, Conversation
from muhatap.mail import set_up
from muhatap.mail.actions import receive
from muhatap.mail.models import BlockedSender, FolderCursor, Mailbox
from muhatap.mail.out.dkim_sign import signed
from muhatap.team.models import Agent, AuditEntry, Brand, Role
from tests import make

SECRET = "çok-gizli-1453"


def filled(brand: Brand, **changed: Any) -> dict[str, Any]:
    return {
        "address": "Destek@carsi.example",
        "name": "Destek",
        "brand": brand.pk,
        "incoming": "imap",
        "sign_in": "password",
        "imap_host": "mail.carsi.example",
        "imap_port": "993",
        "imap_security": "tls",
        "imap_username": "",
        "imap_folder": "INBOX",
        "imap_password": SECRET,
        "smtp_host": "mail.carsi.example",
        "smtp_port": "587",
        "smtp_security": "starttls",
        "smtp_username": "",
        "smtp_password": "",
        "is_reply_address_signed": "on",
        "earlier_messages": "last",
        "trusted_authserv_id": "",
        **changed,
    }


@pytest.fixture
def lead(onur: Agent) -> Client:
    client = Client()
    client.force_login(onur)
    return client


@pytest.fixture
def mailbox(lead: Client, carsi: Brand) -> Mailbox:
    assert lead.post("/settings/mailboxes/new/", filled(carsi)).status_code == 302
    return Mailbox.objects.get()


def closed_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def write(channel: Channel, sender: str, subject: str) -> Conversation:
    """Let a mail of this sender come in."""
    raw = f"From: {sender}\r\nTo: {channel.address}\r\nSubject: {subject}\r\n\r\nMerhaba\r\n".encode()
    message = receive(raw, channel=channel, source="pipe", now=timezone.now()).message
    assert message is not None
    return message.conversation


def test_the_address_is_enough_to_begin_with(lead: Client, carsi: Brand) -> None:
    page = lead.get("/settings/mailboxes/new/", {"address": "destek@gmail.com"})

    form = page.context["form"]
    assert (form["imap_host"].value(), form["smtp_port"].value()) == ("imap.gmail.com", 465)
    assert form["imap_username"].value() == "destek@gmail.com"


def test_a_mailbox_is_kept_with_its_password_sealed(mailbox: Mailbox, carsi: Brand) -> None:
    assert (mailbox.channel.address, mailbox.channel.brand) == ("destek@carsi.example", carsi)
    assert (mailbox.imap_username, mailbox.smtp_username) == ("destek@carsi.example", "destek@carsi.example")
    assert mailbox.secret("imap_password") == mailbox.secret("smtp_password") == SECRET
    assert SECRET not in mailbox.sealed_imap_password


def test_secrets_never_come_back(mailbox: Mailbox, lead: Client, carsi: Brand, deniz: Agent) -> None:
    set_up.make_dkim_key(mailbox, by=deniz, now=timezone.now())
    mailbox.refresh_from_db()
    owner = Client()
    owner.force_login(deniz)
    pages = [
        lead.get(f"/settings/mailboxes/{mailbox.pk}/"),
        lead.get("/settings/mailboxes/"),
        # A page that shows its mistakes shows what was typed, but not the passwords.
        lead.post(f"/settings/mailboxes/{mailbox.pk}/", filled(carsi, imap_port="viele", smtp_password=SECRET)),
        owner.get("/settings/audit/"),
    ]

    secrets = [SECRET, mailbox.sealed_imap_password, mailbox.sealed_dkim_key, "PRIVATE KEY"]
    for page in pages:
        text = page.content.decode()
        assert not [secret for secret in secrets if secret in text]
    kept = str(list(AuditEntry.objects.values_list("act", "subject", "data")))
    assert not [secret for secret in secrets if secret in kept]


def test_an_empty_password_keeps_the_stored_one(mailbox: Mailbox, lead: Client, carsi: Brand) -> None:
    changed = filled(carsi, imap_password="", name="Yeni ad", earlier_messages="all", is_reply_address_signed="")

    assert lead.post(f"/settings/mailboxes/{mailbox.pk}/", changed).status_code == 302

    mailbox = Mailbox.objects.get()
    assert mailbox.secret("imap_password") == SECRET
    assert (mailbox.earlier_messages, mailbox.is_reply_address_signed) == ("all", False)
    assert mailbox.channel.name == "Yeni ad"
    fields = AuditEntry.objects.get(act="mail.mailbox_changed").data["fields"]
    assert sorted(fields) == ["earlier_messages", "is_reply_address_signed", "name"]


@pytest.mark.parametrize("act", ["", "check"])
def test_a_stored_password_is_not_sent_to_another_server(
    act: str, mailbox: Mailbox, lead: Client, carsi: Brand
) -> None:
    elsewhere = filled(carsi, imap_host="mail.elsewhere.example", imap_password="", act=act)

    answer = lead.post(f"/settings/mailboxes/{mailbox.pk}/", elsewhere)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["imap_password"]
    assert Mailbox.objects.get().imap_host == "mail.carsi.example"


def test_another_server_without_a_sign_in_gets_no_old_password_either(
    mailbox: Mailbox, lead: Client, carsi: Brand
) -> None:
    elsewhere = filled(carsi, imap_host="mail.elsewhere.example", imap_password="", sign_in="none")

    assert lead.post(f"/settings/mailboxes/{mailbox.pk}/", elsewhere).status_code == 302

    changed = Mailbox.objects.get()
    assert changed.secret("imap_password") == ""
    assert changed.secret("smtp_password") == SECRET


def test_a_token_is_dropped_when_the_server_changes(mailbox: Mailbox, onur: Agent, carsi: Brand) -> None:
    mailbox.sign_in = "google"
    mailbox.set_secret("refresh_token", "1//uzun")
    mailbox.save()

    set_up.change_mailbox(mailbox, by=onur, brand=carsi, name="", passwords={}, imap_host="imap.elsewhere.example")

    assert Mailbox.objects.get().secret("refresh_token") == ""


def test_another_account_is_read_from_its_start(mailbox: Mailbox, lead: Client, carsi: Brand) -> None:
    FolderCursor.objects.create(mailbox=mailbox, folder="INBOX", uidvalidity=1, last_uid=500)

    lead.post(f"/settings/mailboxes/{mailbox.pk}/", filled(carsi, imap_password="", earlier_messages="none"))
    assert FolderCursor.objects.exists()
    lead.post(f"/settings/mailboxes/{mailbox.pk}/", filled(carsi, imap_username="baska@carsi.example"))
    assert not FolderCursor.objects.exists()


def test_the_address_of_a_mailbox_stays(mailbox: Mailbox, lead: Client, carsi: Brand) -> None:
    lead.post(f"/settings/mailboxes/{mailbox.pk}/", filled(carsi, address="baska@carsi.example"))

    assert Channel.objects.get().address == "destek@carsi.example"


def test_an_address_has_one_mailbox(mailbox: Mailbox, lead: Client, carsi: Brand) -> None:
    answer = lead.post("/settings/mailboxes/new/", filled(carsi, address="DESTEK@carsi.example"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["address"]


def test_the_test_says_exactly_what_fails_and_saves_nothing(lead: Client, carsi: Brand) -> None:
    port = str(closed_port())
    tried = filled(carsi, imap_host="localhost", imap_port=port, smtp_host="localhost", smtp_port=port, act="check")

    answer = lead.post("/settings/mailboxes/new/", tried)

    steps = answer.context["steps"]
    assert [step.ok for step in steps] == [True, False, True, False]
    assert port in steps[1].sentence
    assert not Mailbox.objects.exists()


def test_a_paused_mailbox_is_switched_on_again(mailbox: Mailbox, lead: Client) -> None:
    lead.post(f"/settings/mailboxes/{mailbox.pk}/switch/", {"on": "no"})
    assert not Channel.objects.get().is_enabled

    lead.post(f"/settings/mailboxes/{mailbox.pk}/switch/", {"on": "yes"})
    assert Channel.objects.get().is_enabled
    assert AuditEntry.objects.filter(act__startswith="mail.mailbox_switched").count() == 2


def test_new_settings_forget_old_trouble(mailbox: Mailbox, lead: Client, carsi: Brand) -> None:
    Mailbox.objects.update(fetch_problem="No password is given.", fetch_failing_since=timezone.now())

    lead.post(f"/settings/mailboxes/{mailbox.pk}/", filled(carsi))

    mailbox = Mailbox.objects.get()
    assert (mailbox.fetch_problem, mailbox.fetch_failing_since) == ("", None)


def test_the_published_record_verifies_what_the_key_signs(mailbox: Mailbox, lead: Client) -> None:
    lead.post(f"/settings/mailboxes/{mailbox.pk}/dkim/", {"act": "make"})

    mailbox = Mailbox.objects.get()
    record = set_up.dkim_record(mailbox)
    assert record is not None
    name, value = record
    assert name == f"{mailbox.dkim_selector}._domainkey.carsi.example"
    page = lead.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert name in page
    letter = b"From: destek@carsi.example\r\nTo: zeynep@example.com\r\nSubject: Merhaba\r\n\r\nYolda.\r\n"
    sent = signed(letter, selector=mailbox.dkim_selector, domain="carsi.example", key=mailbox.secret("dkim_key"))
    asked: list[bytes] = []

    def dns(question: bytes, timeout: int = 5) -> bytes:
        asked.append(question)
        return value.encode()

    assert dkim.verify(sent, dnsfunc=dns)
    assert asked == [f"{name}.".encode()]
    assert not dkim.verify(sent.replace(b"Yolda", b"Kayip"), dnsfunc=dns)


def test_a_dropped_key_signs_no_more(mailbox: Mailbox, lead: Client) -> None:
    lead.post(f"/settings/mailboxes/{mailbox.pk}/dkim/", {"act": "make"})
    lead.post(f"/settings/mailboxes/{mailbox.pk}/dkim/", {"act": "drop"})

    mailbox = Mailbox.objects.get()
    assert (mailbox.dkim_selector, mailbox.secret("dkim_key")) == ("", "")


def test_a_lead_of_another_brand_does_not_find_the_mailbox(mailbox: Mailbox) -> None:
    lead = make.agent("Ece Can", role=Role.LEAD)
    lead.brands.add(make.brand(name="Pazar"))
    client = Client()
    client.force_login(lead)

    for path in ("", "switch/", "dkim/"):
        assert client.post(f"/settings/mailboxes/{mailbox.pk}/{path}").status_code == 404
    assert "destek@carsi.example" not in client.get("/settings/mailboxes/").content.decode()


def test_a_secret_key_that_changed_asks_for_the_password_again(
    mailbox: Mailbox, lead: Client, carsi: Brand, settings: Any
) -> None:
    Mailbox.objects.update(sealed_imap_password="1.AAAA")

    assert lead.get(f"/settings/mailboxes/{mailbox.pk}/").status_code == 200
    answer = lead.post(f"/settings/mailboxes/{mailbox.pk}/", filled(carsi, imap_password=""))

    assert list(answer.context["form"].errors) == ["imap_password"]


@pytest.mark.parametrize(
    ("pattern", "sender", "is_stopped"),
    [
        ("reklam@spam.example", "reklam@spam.example", True),
        ("reklam@spam.example", "destek@spam.example", False),
        (" @SPAM.example ", "Reklam@spam.example", True),
        ("*@spam.example", "reklam@spam.example", True),
        ("@spam.example", "reklam@alt.spam.example", True),
        ("@spam.example", "reklam@notspam.example", False),
    ],
)
def test_mail_of_a_blocked_sender_goes_to_spam_until_unblocked(
    pattern: str, sender: str, is_stopped: bool, mailbox_channel: Channel, elif_: Agent, client: Client
) -> None:
    client.force_login(elif_)
    form = {"brand": mailbox_channel.brand_id, "pattern": pattern}

    assert client.post("/settings/blocked-senders/", form).status_code == 302
    assert write(mailbox_channel, sender, "Kampanya").is_spam is is_stopped

    client.post(f"/settings/blocked-senders/{BlockedSender.objects.get().pk}/unblock/")
    assert not write(mailbox_channel, sender, "Yeni konu").is_spam


@pytest.mark.parametrize("pattern", ["spam", "@", "@com", "*@*", "a b@spam.example", "@-spam-"])
def test_a_pattern_that_is_no_sender_is_refused(pattern: str, carsi: Brand, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    answer = client.post("/settings/blocked-senders/", {"brand": carsi.pk, "pattern": pattern})

    assert answer.status_code == 422
    assert not BlockedSender.objects.exists()


def test_blocking_twice_is_blocking_once(carsi: Brand, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    for _ in range(2):
        client.post("/settings/blocked-senders/", {"brand": carsi.pk, "pattern": "@spam.example"})

    assert BlockedSender.objects.count() == 1
    assert AuditEntry.objects.filter(act="mail.sender_blocked").count() == 1
