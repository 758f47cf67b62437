"""Speaking GraphQL with a Vendure: signing in, and telling its several ways of saying no apart."""

from typing import Any, cast

from muhatap.orders.shops.calling import Caller, words_of
from muhatap.orders.shops.contract import Access, NotAllowed, NotUnderstood, Refused, Unclear
from muhatap.orders.shops.vendure import queries

TOKEN = "vendure-auth-token"  # noqa: S105 (the name of a header)
# Of errors with one of these nothing was begun.
_NOT_BEGUN = frozenset({"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "USER_INPUT_ERROR"})


class NoToken(NotAllowed):
    """The shop took the password and gives sessions by cookie only."""


class ErrorResult(Refused):
    """The shop answered with one of its own errors; `code` is its name ("REFUND_AMOUNT_ERROR")."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.code = code


class Admin:
    """The Admin API, signed in when it is first asked. The session lives as long as this."""

    def __init__(self, access: Access) -> None:
        self._caller: Caller = access.caller
        self._user = access.settings.get("user", "")
        self._password = access.secrets.get("password", "")
        self._key = access.secrets.get("api_key", "")
        self._channel = access.settings.get("channel", "")
        self._token = ""

    def ask(self, query: str, **variables: Any) -> Any:
        """Return what the one field of a query or mutation says.

        Raises NotAllowed (no session, a permission missing), Refused (the shop's words), Unclear (it failed half-way),
        and all that Caller.ask raises.
        """
        if not self._key and not self._token:
            self._sign_in()
        try:
            return self._exchange(query, variables)[0]
        except NotAllowed:
            if self._key:
                raise
            # A session ends by itself; nothing was done. Whoever may not at all hears it the second time.
            self._sign_in()
            return self._exchange(query, variables)[0]

    def _sign_in(self) -> None:
        self._token = ""
        try:
            _, headers = self._exchange(queries.LOGIN, {"user": self._user, "password": self._password})
        except ErrorResult as reason:
            raise NotAllowed(reason.words) from reason
        self._token = headers.get(TOKEN, "")
        if not self._token:
            raise NoToken("the shop gives no bearer token (authOptions.tokenMethod)")

    def _exchange(self, query: str, variables: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        headers = {"vendure-token": self._channel} if self._channel else {}
        if self._key:
            headers["vendure-api-key"] = self._key
        elif self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        reply = self._caller.ask("POST", "", body={"query": query, "variables": variables}, headers=headers)
        return _said(reply.told), dict(reply.headers)


def _said(told: object) -> Any:
    if not isinstance(told, dict):
        raise NotUnderstood("the answer is no answer of GraphQL")
    answer = cast("dict[str, Any]", told)
    if answer.get("errors"):
        _raise(answer["errors"])
    data = answer.get("data")
    if not isinstance(data, dict) or len(data) != 1:
        raise NotUnderstood("the answer holds no data")
    (value,) = data.values()
    if isinstance(value, dict) and "errorCode" in value:
        code = str(value["errorCode"])
        raise ErrorResult(str(value.get("message") or code), code)
    return value


def _raise(errors: object) -> None:
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict):
        raise NotUnderstood("the errors are none of GraphQL")
    words = " ".join(str(first.get("message") or "").split())
    extensions = first.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    if code in ("FORBIDDEN", "UNAUTHENTICATED", "UNAUTHORIZED", "CHANNEL_NOT_FOUND"):
        raise NotAllowed(words)
    if code in _NOT_BEGUN:
        raise Refused(words)
    # An error in the middle of a refund came after the payment provider had paid.
    raise Unclear(words or words_of(str(code or "")))
