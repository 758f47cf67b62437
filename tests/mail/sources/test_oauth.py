"""Google and Microsoft 365: the way there and back, renewed tokens, and access that ended; over real HTTP and IMAP."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from muhatap.conversations.models import Message
from muhatap.mail import oauth
from muhatap.mail.models import Mailbox, SignIn
from muhatap.mail.sources.imap import fetch_once
from muhatap.mail.sources.problems import SignInRefused
from muhatap.team.models import Agent, AuditEntry, Brand
from tests.mail.sources.conftest import ADDRESS, mailbox_on
from tests.mail.sources.mails import mail
from tests.servers.authorization import AuthorizationServer
from tests.servers.dovecot import Dovecot


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[AuthorizationServer]:
    server = AuthorizationServer(ADDRESS).start()
    for name in ("GOOGLE", "MICROSOFT"):
        monkeypatch.setenv(f"MUHATAP_{name}_AUTHORIZE_URL", f"{server.url}/authorize")
        monkeypatch.setenv(f"MUHATAP_{name}_TOKEN_URL", f"{server.url}/token")
        monkeypatch.setenv(f"MUHATAP_{name}_CLIENT_ID", server.client_id)
        monkeypatch.setenv(f"MUHATAP_{name}_CLIENT_SECRET", server.client_secret)
    yield server
    server.stop()


@pytest.fixture
def dovecot(provider: AuthorizationServer) -> Iterator[Dovecot]:
    server = Dovecot(ADDRESS, introspection_url=f"{provider.url}/introspect")
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture
def mailbox(dovecot: Dovecot, carsi: Brand) -> Mailbox:
    return mailbox_on(dovecot, brand=carsi, sign_in=SignIn.GOOGLE)


def connect(mailbox: Mailbox, provider: AuthorizationServer) -> Mailbox:
    access, refresh = provider.grant()
    mailbox.set_secret("access_token", access)
    mailbox.set_secret("refresh_token", refresh)
    mailbox.access_token_expires_at = timezone.now() + timedelta(hours=1)
    mailbox.save()
    return mailbox


def say_yes(page: httpx.Response | str) -> str:
    """Allow access at the provider, as a browser would, and return the address it sends back to."""
    answer = httpx.get(str(page))
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.dovecot
@pytest.mark.django_db
def test_onur_connects_the_mailbox_and_its_mail_comes(
    client: Client, onur: Agent, mailbox: Mailbox, provider: AuthorizationServer, dovecot: Dovecot
) -> None:
    client.force_login(onur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(f"/settings/mailboxes/{mailbox.pk}/connect/")
    asked = parse_qs(urlsplit(page.context["address"]).query)
    assert asked["scope"] == ["https://mail.google.com/"]
    assert asked["code_challenge_method"] == ["S256"]

    back = urlsplit(say_yes(page.context["address"]))
    answer = client.get(f"{back.path}?{back.query}")

    assert answer.url == f"/settings/mailboxes/{mailbox.pk}/"
    mailbox.refresh_from_db()
    assert mailbox.secret("refresh_token") in provider.refresh_tokens
    assert "a-" not in mailbox.sealed_access_token
    assert AuditEntry.objects.filter(act="mail.mailbox_connected", by=onur).exists()
    dovecot.put(ADDRESS, mail("Parolasız"))
    fetch_once(mailbox)
    assert Message.objects.get().subject == "Parolasız"


@pytest.mark.django_db
def test_an_answer_with_a_strange_state_changes_nothing(
    client: Client, onur: Agent, carsi: Brand, provider: AuthorizationServer
) -> None:
    mailbox = mailbox_on(Dovecot(), brand=carsi, sign_in=SignIn.GOOGLE)
    client.force_login(onur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(f"/settings/mailboxes/{mailbox.pk}/connect/")
    back = urlsplit(say_yes(page.context["address"]))
    code = parse_qs(back.query)["code"][0]

    for query in (f"code={code}&state=guessed", back.query):
        client.get(f"{back.path}?{query}")

    # The second one is right, but the attempt was used up by the first.
    mailbox.refresh_from_db()
    assert mailbox.sealed_refresh_token == ""


@pytest.mark.django_db
def test_a_no_at_the_provider_changes_nothing(
    client: Client, onur: Agent, carsi: Brand, provider: AuthorizationServer
) -> None:
    mailbox = mailbox_on(Dovecot(), brand=carsi, sign_in=SignIn.MICROSOFT)
    client.force_login(onur, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(f"/settings/mailboxes/{mailbox.pk}/connect/")
    state = parse_qs(urlsplit(page.context["address"]).query)["state"][0]

    answer = client.get(f"/settings/mailboxes/connected/?error=access_denied&state={state}", follow=True)

    assert "Orada izin verilmedi" in answer.content.decode() or "not allowed" in answer.content.decode()
    mailbox.refresh_from_db()
    assert mailbox.sealed_refresh_token == ""


@pytest.mark.dovecot
@pytest.mark.django_db
def test_a_token_that_ended_early_is_renewed_and_the_mail_comes(
    mailbox: Mailbox, provider: AuthorizationServer, dovecot: Dovecot
) -> None:
    connect(mailbox, provider)
    provider.expire_access()
    dovecot.put(ADDRESS, mail("Yenilenen"))

    fetch_once(mailbox)

    assert provider.refresh_count == 1
    assert Message.objects.get().subject == "Yenilenen"


@pytest.mark.django_db
def test_a_token_is_renewed_shortly_before_its_end(carsi: Brand, provider: AuthorizationServer) -> None:
    mailbox = connect(mailbox_on(Dovecot(), brand=carsi, sign_in=SignIn.MICROSOFT), provider)
    old, now = mailbox.secret("access_token"), timezone.now()

    assert oauth.access_token(mailbox, now=now) == old
    new = oauth.access_token(mailbox, now=now + timedelta(minutes=59))

    assert new != old
    mailbox.refresh_from_db()
    assert mailbox.secret("refresh_token") in provider.refresh_tokens


@pytest.mark.django_db(transaction=True)
def test_two_processes_do_not_both_use_up_the_refresh_token(carsi: Brand, provider: AuthorizationServer) -> None:
    mailbox = connect(mailbox_on(Dovecot(), brand=carsi, sign_in=SignIn.MICROSOFT), provider)
    old, tokens = mailbox.secret("access_token"), []

    def renew() -> None:
        tokens.append(oauth.access_token(mailbox, now=timezone.now(), instead_of=old))
        connection.close()

    threads = [threading.Thread(target=renew) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert provider.refresh_count == 1
    assert len(tokens) == 4
    assert len(set(tokens)) == 1


@pytest.mark.dovecot
@pytest.mark.django_db
def test_access_that_was_taken_away_asks_for_a_person(mailbox: Mailbox, provider: AuthorizationServer) -> None:
    connect(mailbox, provider)
    provider.revoke()

    with pytest.raises(SignInRefused) as refused:
        fetch_once(mailbox)

    assert refused.value.sentence == (
        "Google has ended our access to this mailbox. Reconnect it; nothing is lost meanwhile."
    )


@pytest.mark.django_db
def test_a_provider_that_is_down_is_tried_again(carsi: Brand, provider: AuthorizationServer) -> None:
    mailbox = connect(mailbox_on(Dovecot(), brand=carsi, sign_in=SignIn.GOOGLE), provider)
    provider.is_down = True

    with pytest.raises(oauth.AccessProblem) as problem:
        oauth.access_token(mailbox, now=timezone.now() + timedelta(hours=2))

    assert problem.value.is_passing
    assert not isinstance(problem.value, oauth.AccessEnded)


@pytest.mark.django_db
def test_a_desk_without_a_client_id_says_so(
    client: Client, onur: Agent, carsi: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MUHATAP_GOOGLE_CLIENT_ID", raising=False)
    mailbox = mailbox_on(Dovecot(), brand=carsi, sign_in=SignIn.GOOGLE)
    client.force_login(onur, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(f"/settings/mailboxes/{mailbox.pk}/connect/", follow=True)

    assert "Google" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/settings/mailboxes/{mailbox.pk}/"
