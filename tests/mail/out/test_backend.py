"""Mails of the desk's own: invitations, new passwords."""

import logging
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail

from muhatap.conversations.models import Channel
from muhatap.mail.models import Mailbox, Security
from muhatap.mail.out import drawer
from muhatap.mail.out.backend import DeskMailBackend, NotSent, PerhapsSent, server_of
from tests import make
from tests.servers.smtp import ScriptedServer

pytestmark = pytest.mark.django_db
SECRET_LINK = "https://desk.example/join/cok-gizli"


@pytest.fixture(autouse=True)
def _real(settings: pytest.FixtureRequest) -> None:
    # Django's test runner swaps the backend for one that only remembers.
    settings.EMAIL_BACKEND = "muhatap.mail.out.backend.DeskMailBackend"  # type: ignore[attr-defined]


def _invite() -> int:
    return send_mail("Davet", f"Katılın: {SECRET_LINK}", None, ["onur@carsi.example"])


def test_it_goes_by_a_mailbox_of_the_desk(channel: Channel, server: ScriptedServer) -> None:
    assert _invite() == 1

    taken = server.taken[0]
    assert (taken.sender, taken.recipients) == ("destek@carsi.example", ["onur@carsi.example"])
    assert taken.message["From"].addresses[0].addr_spec == "destek@carsi.example"
    assert SECRET_LINK in taken.message.get_content()


def test_a_mailbox_that_fails_gives_way_to_the_next(channel: Channel, server: ScriptedServer) -> None:
    broken = make.channel(
        brand=channel.brand,
        address="bozuk@carsi.example",
        smtp_host="127.0.0.1",
        smtp_port=1,
        smtp_security=Security.NONE,
    )
    Mailbox.objects.filter(channel=channel).update(id=broken.mailbox.pk + 1)

    assert _invite() == 1
    assert len(server.taken) == 1


def test_what_has_perhaps_gone_goes_by_no_other_way(channel: Channel, server: ScriptedServer) -> None:
    server.at_data = lambda count: "cut" if count == 1 else "250 Taken"
    make.channel(
        brand=channel.brand,
        address="ikinci@carsi.example",
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security=Security.NONE,
    )

    with pytest.raises(PerhapsSent):
        _invite()

    assert server.data_count == 1


def test_the_environment_comes_first(channel: Channel, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    Mailbox.objects.update(smtp_port=1)
    monkeypatch.setenv("MUHATAP_SMTP_URL", f"smtp://127.0.0.1:{server.port}?from=desk@carsi.example")

    assert _invite() == 1
    assert server.taken[0].sender == "desk@carsi.example"


def test_without_a_mailbox_it_says_so_and_keeps_the_link_secret(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(NotSent):
        _invite()

    assert "no mailbox" in caplog.text
    assert "cok-gizli" not in caplog.text
    assert "onur@" not in caplog.text


def test_both_parts_go_along(channel: Channel, server: ScriptedServer) -> None:
    mail = EmailMultiAlternatives("Şifre", "metin", "Muhatap <x@y.example>", ["onur@carsi.example"])
    mail.attach_alternative("<p>metin</p>", "text/html")

    assert DeskMailBackend().send_messages([mail]) == 1
    assert server.taken[0].message.get_content_type() == "multipart/alternative"
    assert server.taken[0].message["From"].addresses[0].display_name == "Muhatap"


@pytest.mark.parametrize(
    ("url", "security", "port", "sender"),
    [
        ("smtps://desk%40x.example:s%2Fr@mail.x.example", Security.TLS, 465, "desk@x.example"),
        ("smtp+starttls://u:p@mail.x.example:2525?from=desk@x.example", Security.STARTTLS, 2525, "desk@x.example"),
        ("smtp://localhost", Security.NONE, 25, "desk@localhost"),
    ],
)
def test_the_address_of_the_server_is_read(url: str, security: str, port: int, sender: str) -> None:
    server, named = server_of(url)
    assert (server.security, server.port, named) == (security, port, sender)


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="MUHATAP_SMTP_URL"):
        server_of("http://mail.x.example")


def test_the_demo_keeps_them_and_sends_nothing(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MUHATAP_HOME", str(tmp_path))
    _demo_box()

    assert (_invite(), _invite()) == (1, 1)

    kept = sorted(drawer.folder().iterdir())
    assert len(kept) == 2
    mail = message_from_bytes(kept[0].read_bytes(), policy=policy.default)
    assert (mail["To"], mail["From"]) == ("onur@carsi.example", "destek@demo.example")
    assert SECRET_LINK in mail.get_content()
    assert caplog.records == []


def test_beside_a_real_mailbox_that_fails_nothing_is_kept_instead(channel: Channel, tmp_path: Path) -> None:
    Mailbox.objects.filter(channel=channel).update(smtp_host="127.0.0.1", smtp_port=9, smtp_security=Security.NONE)
    _demo_box()

    with pytest.raises(NotSent):
        _invite()


def _demo_box() -> None:
    make.channel(address="destek@demo.example", smtp_host=drawer.HOST)
