"""Access to Google and Microsoft 365 mailboxes without a password.

Authorization code flow with PKCE and state (RFC 6749 §4.1, RFC 7636); afterwards access tokens are renewed by the
refresh token. Whoever needs a token, fetcher or sender, calls `access_token`; the mailbox's row is locked while it is
renewed, so that two processes do not both use a refresh token that is good only once.

Client id and secret come from the environment: MUHATAP_GOOGLE_CLIENT_ID, MUHATAP_GOOGLE_CLIENT_SECRET, and the same
with MICROSOFT; MUHATAP_MICROSOFT_TENANT (`common`) for one organisation alone.
"""

import base64
import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext_noop as _

from muhatap.mail.models import Mailbox, SignIn
from muhatap.mail.sentences import known, say

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15.0
# A token is renewed this long before its end, so that it does not end between asking and using.
SPARE = timedelta(minutes=2)
# What a provider grants when it does not say. Source: RFC 6749 §5.1 leaves it open; both grant an hour.
USUAL_LIFETIME_SECONDS = 3600

NOT_SET_UP = known(_("%(provider)s is not set up on this desk: its client id and secret are missing."))
NOT_CONNECTED = known(_("The mailbox is not connected to %(provider)s yet. Connect it."))
ACCESS_ENDED = known(_("%(provider)s has ended our access to this mailbox. Reconnect it; nothing is lost meanwhile."))
NO_ANSWER = known(_("%(provider)s does not answer, so no new access could be fetched. It is tried again by itself."))
REFUSED = known(_("%(provider)s did not give access: %(answer)s"))
NO_LASTING_ACCESS = known(_("%(provider)s gave access for an hour only. Connect again and allow access while away."))


class AccessProblem(Exception):
    """No access token is to be had. `sentence` says why, `is_passing` whether waiting may help."""

    def __init__(self, sentence: str, *, is_passing: bool = False, **values: object) -> None:
        self.sentence = say(sentence, **values)
        self.is_passing = is_passing
        super().__init__(self.sentence)


class AccessEnded(AccessProblem):
    """The refresh token is expired or revoked: a person has to connect the mailbox again."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Where a provider lets people allow access, and what to ask for."""

    key: str
    name: str
    authorize_url: str
    token_url: str
    scope: str
    client_id: str
    client_secret: str
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def is_set_up(self) -> bool:
        return bool(self.client_id)


@dataclass(frozen=True)
class Attempt:
    """One way to the provider and back: kept in the session until the answer comes."""

    mailbox_id: int
    provider: str
    state: str
    verifier: str


def provider_of(key: str) -> Provider:
    """Return the provider as the environment describes it. Raises KeyError for an unknown one."""
    tenant = os.environ.get("MUHATAP_MICROSOFT_TENANT", "").strip() or "common"
    microsoft = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
    if key == SignIn.GOOGLE:
        return _provider(
            key,
            "Google",
            authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
            token_url="https://oauth2.googleapis.com/token",  # noqa: S106
            scope="https://mail.google.com/",
            # Without these Google leaves out the refresh token from the second time on.
            extra=(("access_type", "offline"), ("prompt", "consent")),
        )
    if key == SignIn.MICROSOFT:
        return _provider(
            key,
            "Microsoft 365",
            authorize_url=f"{microsoft}/authorize",
            token_url=f"{microsoft}/token",
            scope=(
                "https://outlook.office365.com/IMAP.AccessAsUser.All https://outlook.office365.com/SMTP.Send "
                "offline_access"
            ),
        )
    raise KeyError(key)


def begin(mailbox: Mailbox, provider: Provider, *, redirect_uri: str) -> tuple[str, Attempt]:
    """Return the provider's address to send the browser to, and what to keep until it comes back.

    Raises AccessProblem when the provider is not set up.
    """
    if not provider.is_set_up:
        raise AccessProblem(NOT_SET_UP, provider=provider.name)
    attempt = Attempt(mailbox.pk, provider.key, secrets.token_urlsafe(24), secrets.token_urlsafe(64))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": provider.scope,
        "state": attempt.state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": mailbox.imap_username or mailbox.channel.address,
        **dict(provider.extra),
    }
    joint = "&" if "?" in provider.authorize_url else "?"
    return f"{provider.authorize_url}{joint}{urlencode(asked)}", attempt


def finish(mailbox: Mailbox, attempt: Attempt, *, code: str, redirect_uri: str, now: datetime) -> Mailbox:
    """Turn the code into tokens, seal them into the mailbox and forget its old trouble. Raises AccessProblem."""
    provider = provider_of(attempt.provider)
    granted = _ask(
        provider,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": attempt.verifier,
        },
    )
    if not granted.get("refresh_token"):
        raise AccessProblem(NO_LASTING_ACCESS, provider=provider.name)
    with transaction.atomic():
        locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        locked.sign_in = attempt.provider
        locked.imap_username = locked.imap_username or mailbox.channel.address
        locked.smtp_username = locked.smtp_username or locked.imap_username
        locked.fetch_problem, locked.fetch_failing_since = "", None
        locked.send_problem, locked.send_failing_since = "", None
        _keep(locked, granted, now=now)
        locked.save()
    return locked


def access_token(mailbox: Mailbox, *, now: datetime, instead_of: str = "") -> str:
    """Return an access token that is good for some minutes, renewing it when needed; "" for other ways to sign in.

    `instead_of` is a token that the server just refused: it is renewed even if it looks good, unless another process
    already did. Raises AccessProblem; AccessEnded when only a person can help.
    """
    if mailbox.sign_in not in {SignIn.GOOGLE, SignIn.MICROSOFT}:
        return ""
    provider = provider_of(mailbox.sign_in)
    with transaction.atomic():
        locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        token = locked.secret("access_token")
        is_fresh = locked.access_token_expires_at is not None and locked.access_token_expires_at - SPARE > now
        if token and is_fresh and token != instead_of:
            return token
        return _renew(locked, provider, now=now)


def _renew(locked: Mailbox, provider: Provider, *, now: datetime) -> str:
    refresh_token = locked.secret("refresh_token")
    if not refresh_token:
        raise AccessEnded(NOT_CONNECTED, provider=provider.name)
    granted = _ask(provider, {"grant_type": "refresh_token", "refresh_token": refresh_token, "scope": provider.scope})
    _keep(locked, granted, now=now)
    locked.save(update_fields=["sealed_access_token", "sealed_refresh_token", "access_token_expires_at"])
    return locked.secret("access_token")


def _keep(mailbox: Mailbox, granted: dict[str, Any], *, now: datetime) -> None:
    mailbox.set_secret("access_token", str(granted["access_token"]))
    if granted.get("refresh_token"):
        # Microsoft gives a new one each time, and the old one ends.
        mailbox.set_secret("refresh_token", str(granted["refresh_token"]))
    seconds = str(granted.get("expires_in") or "")
    lifetime = int(seconds) if seconds.isdigit() else USUAL_LIFETIME_SECONDS
    mailbox.access_token_expires_at = now + timedelta(seconds=lifetime)


def _ask(provider: Provider, question: dict[str, str]) -> dict[str, Any]:
    """Ask the token endpoint. Raises AccessProblem, AccessEnded."""
    if not provider.is_set_up:
        raise AccessProblem(NOT_SET_UP, provider=provider.name)
    client = {"client_id": provider.client_id}
    if provider.client_secret:
        client["client_secret"] = provider.client_secret
    # Nine megabytes, for desks without such mailboxes to do without.
    import httpx

    try:
        response = httpx.post(provider.token_url, data={**question, **client}, timeout=TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        raise AccessProblem(NO_ANSWER, is_passing=True, provider=provider.name) from error
    if response.status_code >= 500 or response.status_code == 429:
        raise AccessProblem(NO_ANSWER, is_passing=True, provider=provider.name)
    try:
        answer = response.json()
    except ValueError:
        answer = {}
    if response.is_success and isinstance(answer, dict) and answer.get("access_token"):
        return answer
    return _refuse(provider, answer if isinstance(answer, dict) else {}, question["grant_type"])


def _refuse(provider: Provider, answer: dict[str, Any], grant_type: str) -> dict[str, Any]:
    error = str(answer.get("error") or "no reason given")
    logger.warning("%s refused a token (%s)", provider.name, error[:60])
    # Source: RFC 6749 §5.2; interaction_required is Microsoft's word for the same.
    if grant_type == "refresh_token" and error in {"invalid_grant", "interaction_required", "unauthorized_client"}:
        raise AccessEnded(ACCESS_ENDED, provider=provider.name)
    words = " ".join(str(answer.get("error_description") or error).split())[:200]
    raise AccessProblem(REFUSED, provider=provider.name, answer=words)


def _provider(key: str, name: str, *, authorize_url: str, token_url: str, scope: str, **more: Any) -> Provider:
    prefix = f"MUHATAP_{key.upper()}_"
    return Provider(
        key=key,
        name=name,
        authorize_url=os.environ.get(f"{prefix}AUTHORIZE_URL", "").strip() or authorize_url,
        token_url=os.environ.get(f"{prefix}TOKEN_URL", "").strip() or token_url,
        scope=scope,
        client_id=os.environ.get(f"{prefix}CLIENT_ID", "").strip(),
        client_secret=os.environ.get(f"{prefix}CLIENT_SECRET", "").strip(),
        **more,
    )
