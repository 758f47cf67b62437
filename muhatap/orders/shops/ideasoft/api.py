"""Speaking to IdeaSoft's Admin API with a token that is good for a while. Source: apidoc.ideasoft.dev."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from muhatap.core import outgoing
from muhatap.orders.shops.calling import Caller, words_of
from muhatap.orders.shops.contract import (
    Access,
    NotAllowed,
    NotReached,
    NotUnderstood,
    Refused,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.ideasoft.told import Told, all_of

ROOT = "/admin-api"
PAGE = 100


@dataclass
class Api:
    """`token` is the one in use: that of before, until the shop no longer takes it."""

    access: Access
    token: str = field(default="", init=False)
    is_fresh: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.token = self.access.secrets.get("access_token", "")

    def ask(self, method: str, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Return what is told. With a token that is no longer good it is asked once more: nothing was done by then."""
        if self.token:
            try:
                return self._ask(method, path, query)
            except NotAllowed:
                # A new token is as little allowed as this one.
                if self.is_fresh:
                    raise
        self._renew()
        return self._ask(method, path, query)

    def page(self, path: str, query: Mapping[str, Any], where: str, size: int = PAGE) -> tuple[list[Told], bool]:
        """Return a page of a list, and whether another may follow."""
        found = all_of(self.ask("GET", path, {**query, "limit": size}), where, size)
        return found, len(found) == size

    def _ask(self, method: str, path: str, query: Mapping[str, Any] | None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.access.caller.ask(method, ROOT + path, query=query, headers=headers).told

    def _renew(self) -> None:
        """Get a token by the refresh token, which is good for one use, or by the app's own right.

        What the shop gave is handed back before it is used: whoever loses a refresh token has to connect again.
        """
        secrets = self.access.secrets
        said = {"client_id": secrets.get("client_id", ""), "client_secret": secrets.get("client_secret", "")}
        refresh = secrets.get("refresh_token", "")
        said |= {"grant_type": "refresh_token", "refresh_token": refresh} if refresh else {
            "grant_type": "client_credentials"
        }  # fmt: skip
        told = _exchange(self.access.caller, said)
        token, other = told.text("access_token", 4000), told.text("refresh_token", 4000)
        if not token:
            raise NotUnderstood("token: there is none in the answer")
        if other and other != refresh:
            self.access.remember("refresh_token", other)
        self.access.remember("access_token", token)
        self.token, self.is_fresh = token, True


def _exchange(caller: Caller, said: Mapping[str, str]) -> Told:
    """Ask for a token: the only request that is a form, not JSON."""
    try:
        answer = outgoing.exchange(
            "POST",
            f"{caller.base}/oauth/v2/token",
            body=urlencode(said).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
                     "User-Agent": "Muhatap", **caller.headers},
            may_stay_inside=caller.may_stay_inside,
            seconds=caller.seconds,
        )  # fmt: skip
    except (outgoing.NotAnAddress, outgoing.NotOutside) as error:
        raise NotReached("this is no address outside") from error
    except outgoing.NoAnswer as error:
        raise (Unclear if error.is_sent else NotReached)("nobody answers there") from error
    words = words_of(answer.text) or f"HTTP {answer.status_code}"
    if answer.status_code == 429:
        raise TooOften(words)
    if answer.status_code in (400, 401, 403):
        # OAuth says 400 for a token or secret that is not good. Source: RFC 6749 §5.2.
        raise NotAllowed(words)
    if 400 <= answer.status_code < 500:
        raise Refused(words)
    if not answer.is_success:
        raise Unclear(words)
    try:
        return Told(json.loads(answer.text), "token")
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the answer is no JSON") from error
