"""Signing in: by password, with a second step, and how the door stays shut."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from muhatap.team.models import Agent, AuditEntry
from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> None:
    cache.clear()


def sign_in(client: Client, agent: Agent, password: str = PASSWORD, follow: bool = False):  # type: ignore[no-untyped-def]
    return client.post("/accounts/login/", {"login": agent.email, "password": password}, follow=follow)


def code_of(secret: str) -> str:
    """Compute what an authenticator app shows now."""
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


def test_an_agent_signs_in_by_e_mail_whatever_its_case(elif_: Agent, client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "ELIF@carsi.example", "password": PASSWORD})

    assert answer.status_code == 302
    assert client.get("/settings/profile/").status_code == 200
    assert AuditEntry.objects.get().act == "team.signed_in"


def test_a_wrong_password_opens_nothing(elif_: Agent, client: Client) -> None:
    answer = sign_in(client, elif_, "yanlış")

    assert answer.context["form"].errors
    assert client.get("/settings/profile/").status_code == 302


def test_guessing_is_slowed_down(elif_: Agent, client: Client) -> None:
    for _ in range(5):
        sign_in(client, elif_, "yanlış")

    assert sign_in(client, elif_).status_code in {200, 429}
    assert client.get("/settings/profile/").status_code == 302


def test_a_deactivated_agent_does_not_get_in(elif_: Agent, client: Client) -> None:
    Agent.objects.update(is_active=False)

    sign_in(client, elif_)

    assert client.get("/settings/profile/").status_code == 302


def test_nobody_signs_up(db: None, client: Client) -> None:
    form = {"email": "kim@example.com", "password1": "mor menekşe 77", "password2": "mor menekşe 77"}

    answer = client.post("/accounts/signup/", form)

    assert [template.name for template in answer.templates][:1] == ["account/signup_closed.html"]
    assert not Agent.objects.exists()


def test_the_second_step_is_asked_for_and_its_code_opens(elif_: Agent, client: Client) -> None:
    secret = generate_totp_secret()
    Authenticator.objects.create(
        user=elif_, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )

    assert sign_in(client, elif_).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/settings/profile/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.context["form"].errors
    assert client.get("/settings/profile/").status_code == 302

    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/settings/profile/").status_code == 200


def test_setting_the_app_up_gives_recovery_codes_that_open_once(
    elif_: Agent, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    sign_in(client, elif_)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)
    assert found is not None
    assert "data:image/svg+xml" in page

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_of(found[1])})

    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert len(codes) == 10
    assert codes[0] in client.get("/accounts/2fa/recovery-codes/").content.decode()
    lost_phone = Client()
    sign_in(lost_phone, elif_)
    assert lost_phone.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert lost_phone.get("/settings/profile/").status_code == 200
    again = Client()
    sign_in(again, elif_)
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200
    added = AuditEntry.objects.filter(act="team.two_factor_added").values_list("data__kind", flat=True)
    assert set(added) == {"recovery_codes", "totp"}


def test_a_forgotten_password_is_chosen_anew(elif_: Agent, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": elif_.email}, headers={"host": "evil.example"})

    (letter,) = mail.outbox
    link = re.search(r"http://\S+", str(letter.body))
    assert link is not None
    assert "evil.example" not in link[0]
    page = client.get(re.sub(r"https?://[^/]+", "", link[0]), follow=True)
    form = {"password1": "mor menekşe 77", "password2": "mor menekşe 77"}
    assert client.post(page.request["PATH_INFO"], form).status_code == 302
    assert sign_in(Client(), elif_, "mor menekşe 77").status_code == 302


def test_an_unknown_address_gets_the_same_answer_and_no_mail(elif_: Agent, client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": elif_.email})
    unknown = client.post("/accounts/password/reset/", {"email": "kim@example.com"})

    assert (unknown.status_code, unknown.headers["Location"]) == (known.status_code, known.headers["Location"])
    assert [letter.to for letter in mail.outbox] == [[elif_.email]]


def test_the_password_is_asked_again_before_the_second_step_changes(elif_: Agent, client: Client) -> None:
    client.force_login(elif_)

    answer = client.get("/accounts/2fa/totp/activate/")

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize(
    "page",
    [
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/inactive/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-abc/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/abc/",
    ],
)
def test_every_page_before_the_sign_in_is_in_our_look(page: str, elif_: Agent, client: Client) -> None:
    answer = client.get(page, follow=True)

    assert answer.status_code in {200, 404}
    assert "web/base.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize(
    "page",
    [
        "/accounts/logout/",
        "/accounts/email/",
        "/accounts/reauthenticate/",
        "/accounts/password/change/",
        "/accounts/password/set/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/reauthenticate/",
    ],
)
@pytest.mark.parametrize("has_second_step", [False, True])
def test_every_page_of_the_account_is_in_our_look(
    page: str, has_second_step: bool, elif_: Agent, client: Client
) -> None:
    sign_in(client, elif_)
    if has_second_step:
        secret = get_adapter().encrypt(generate_totp_secret())
        Authenticator.objects.create(user=elif_, type=Authenticator.Type.TOTP, data={"secret": secret})

    answer = client.get(page, follow=True)

    assert answer.status_code in {200, 404}
    assert "web/base.html" in [template.name for template in answer.templates]
