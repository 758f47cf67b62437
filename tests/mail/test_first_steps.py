"""From an empty desk to the first real mail, page by page, over a real SMTP server."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from muhatap.conversations.models import Channel
from muhatap.mail.actions import receive
from muhatap.mail.models import Mailbox
from muhatap.team import actions
from muhatap.team.models import Agent, Brand, Role
from tests import make

DENIZ = {
    "name": "Deniz Er",
    "email": "deniz@carsi.example",
    "password": "mor menekşe 77",
    "language": "tr",
    "title": "",
}


class PostOffice:
    """Takes mail like any server, or refuses with the words it was given."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refusal = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 taken"


@pytest.fixture
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def smtp_port(post_office: PostOffice) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(post_office, hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def box(brand: Brand, **changed: Any) -> dict[str, Any]:
    """A mailbox whose mail is handed in, and leaves by the server of the test."""
    return {
        "address": "destek@carsi.example",
        "name": "",
        "brand": brand.pk,
        "incoming": "pushed",
        "sign_in": "none",
        "imap_host": "",
        "imap_port": "993",
        "imap_security": "tls",
        "imap_folder": "INBOX",
        "smtp_host": "127.0.0.1",
        "smtp_security": "none",
        "is_reply_address_signed": "on",
        "earlier_messages": "last",
        **changed,
    }


def test_a_newcomer_comes_to_the_first_real_mail(
    db: None, client: Client, post_office: PostOffice, smtp_port: int
) -> None:
    assert client.get("/").headers["Location"] == "/first-steps/"
    assert client.get("/first-steps/").headers["Location"] == "/first-steps/owner/"

    assert client.post("/first-steps/owner/", DENIZ).headers["Location"] == "/first-steps/"
    assert client.get("/first-steps/").headers["Location"] == "/first-steps/brand/"
    client.post("/first-steps/brand/", {"name": "Çarşı", "language": "tr", "signature": "{agent}"})
    assert client.get("/").headers["Location"] == "/first-steps/"
    assert client.get("/first-steps/").headers["Location"] == "/first-steps/mailbox/"
    saved = client.post("/first-steps/mailbox/", box(Brand.objects.get(), smtp_port=smtp_port, act="save"))
    assert saved.headers["Location"] == "/first-steps/"
    assert client.get("/first-steps/").headers["Location"] == "/first-steps/test/"

    assert client.post("/first-steps/test/").headers["Location"] == "/first-steps/test/"
    waiting = client.get("/first-steps/test/")
    assert waiting.context["arrived"] is None
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    # What fetching does once the mail is in the mailbox.
    (letter,) = post_office.taken
    receive(letter, channel=Channel.objects.get(), source="pipe", now=timezone.now())
    there = client.get("/first-steps/test/")
    arrived = there.context["arrived"]
    assert f"/conversations/{arrived.conversation_id}/" in there.content.decode()
    assert "hx-trigger" not in there.content.decode()
    # An answer to it goes to the owner's own address, so that they see what customers see.
    assert arrived.conversation.customer.address == "deniz@carsi.example"

    assert client.get("/first-steps/").headers["Location"] == "/first-steps/invite/"
    client.post("/first-steps/invite/", {"email": "elif@carsi.example", "role": "agent", "language": "tr"})
    assert "/join/" in client.get("/first-steps/invite/").content.decode()
    assert client.get("/").headers["Location"] == "/inbox/mine/"


def test_only_the_first_visitor_becomes_the_owner(deniz: Agent, client: Client) -> None:
    assert client.get("/first-steps/owner/").status_code == 404
    assert client.post("/first-steps/owner/", DENIZ | {"email": "kim@example.com"}).status_code == 404
    assert client.get("/first-steps/").headers["Location"] == "/accounts/login/"
    assert client.get("/").headers["Location"] == "/accounts/login/"
    assert Agent.objects.count() == 1


def test_even_a_deactivated_owner_keeps_the_desk_from_strangers(deniz: Agent, client: Client) -> None:
    Agent.objects.update(is_active=False)

    assert client.get("/first-steps/owner/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_first_visitors_at_one_moment_make_one_owner() -> None:
    together = threading.Barrier(2)
    results: list[str] = []

    def come(name: str) -> None:
        together.wait()
        try:
            actions.open_desk(name=name, email=f"{name}@carsi.example", password="x", language="tr")
            results.append("owner")
        except actions.DeskHasOwner:
            results.append("late")
        finally:
            connection.close()

    visitors = [threading.Thread(target=come, args=(name,)) for name in ("deniz", "ece")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert sorted(results) == ["late", "owner"]
    assert Agent.objects.filter(role=Role.OWNER).count() == 1


def test_a_mailbox_that_does_not_work_says_why_and_can_be_saved_all_the_same(
    deniz: Agent, carsi: Brand, client: Client
) -> None:
    client.force_login(deniz)
    nobody_there = box(carsi, smtp_port=1)

    answer = client.post("/first-steps/mailbox/", {**nobody_there, "act": "save"})
    assert [step.ok for step in answer.context["steps"]] == [True, False]
    assert not Mailbox.objects.exists()

    client.post("/first-steps/mailbox/", {**nobody_there, "act": "save_anyway"})
    assert Mailbox.objects.get().channel.address == "destek@carsi.example"


@pytest.mark.parametrize(
    ("refusal", "words"),
    [("550 5.7.1 You may not send as this address", "You may not send as this address"), ("", "localhost")],
)
def test_a_test_mail_that_does_not_leave_says_why(
    refusal: str, words: str, deniz: Agent, carsi: Brand, client: Client, post_office: PostOffice, smtp_port: int
) -> None:
    host = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port} if refusal else {"smtp_host": "localhost", "smtp_port": 1}
    make.channel(brand=carsi, smtp_security="none", **host)
    post_office.refusal = refusal
    client.force_login(deniz)

    answer = client.post("/first-steps/test/")

    assert answer.status_code == 200
    assert words in answer.context["problem"]
    assert client.get("/first-steps/test/").context.get("trip") is None


def test_the_first_steps_are_left_where_they_are_when_one_looks_around_first(
    deniz: Agent, carsi: Brand, client: Client
) -> None:
    client.force_login(deniz)

    assert client.get("/inbox/mine/").status_code == 200
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/first-steps/mailbox/"


def test_an_agent_of_an_unfinished_desk_goes_to_the_inbox(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    assert client.get("/").headers["Location"] == "/inbox/mine/"
