"""Asking a shop over HTTP: one place for time limits, answers that are none, and telling "not done" from "who knows".

Addresses are typed in by leads. They lead outside only, unless the desk's owner allows its own network
(MUHATAP_SHOPS_INSIDE=yes); the rules are those of core.outgoing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from muhatap.core import outgoing
from muhatap.orders.shops.contract import NotAllowed, NotReached, NotUnderstood, Refused, TooOften, Unclear

# A page of 100 orders with their lines; more is no answer to what was asked.
LONGEST_ANSWER = 32 * 1024 * 1024
# A shop that needs longer for one act is looked at again instead (actions.acting).
LONGEST_SECONDS = 30.0
WORDS = 300
_ALWAYS = {"Accept": "application/json", "User-Agent": "Muhatap"}
# Where shops say what went wrong.
_PLACES = ("message", "error_description", "errors", "error")


@dataclass(frozen=True)
class Reply:
    """An answer of 2xx, read as JSON with Decimals for numbers that are not whole; None when the answer was empty."""

    told: Any
    headers: Mapping[str, str]
    status_code: int


@dataclass(frozen=True)
class Caller:
    """Whoever speaks to one shop. `base` is its address, without a slash at the end."""

    base: str
    headers: Mapping[str, str]
    may_stay_inside: bool = False
    seconds: float = LONGEST_SECONDS

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request and return what was answered.

        Raises NotReached, TooOften, NotAllowed, Refused (other 4xx, with the shop's words), Unclear (time, a broken
        line, 5xx), NotUnderstood (no JSON).
        """
        written = b"" if body is None else json.dumps(body, default=_number).encode()
        url = f"{self.base}{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            answer = outgoing.exchange(
                method,
                url,
                body=written,
                headers={
                    "Accept": "application/json",
                    "User-Agent": "Muhatap",
                    **kind,
                    **self.headers,
                    **(headers or {}),
                },
                may_stay_inside=self.may_stay_inside,
                longest_answer=LONGEST_ANSWER,
                seconds=self.seconds,
                silent_seconds=self.seconds,
            )
        except outgoing.NotAnAddress as error:
            raise NotReached("this is no address") from error
        except outgoing.NotOutside as error:
            raise NotReached("the address leads into a private network") from error
        except outgoing.NoAnswer as error:
            if error.is_sent:
                raise Unclear("no answer in time" if error.args[0] == "time" else "the line broke") from error
            raise NotReached("the name is not known" if error.args[0] == "name" else "nobody answers there") from error
        return _read(answer)


def _read(answer: outgoing.Answer) -> Reply:
    status = answer.status_code
    if answer.is_success:
        return Reply(_json(answer), answer.headers, status)
    words = words_of(answer.text) or f"HTTP {status}"
    if status == 429:
        raise TooOften(words, seconds=_seconds(answer.headers.get("retry-after", "")))
    if status in (401, 403):
        raise NotAllowed(words)
    if 400 <= status < 500 and status not in (408, 425):
        raise Refused(words)
    raise Unclear(words)


def _json(answer: outgoing.Answer) -> Any:
    if not answer.text.strip():
        return None
    try:
        return json.loads(answer.text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the answer is no JSON") from error


def words_of(text: str) -> str:
    """Return what an error of a shop says in its usual places: message, error, errors[0].message; no HTML, ever."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return "" if "<" in text else " ".join(text.split())[:WORDS]
    return " ".join(_said(told).split())[:WORDS]


def _said(told: object) -> str:
    if isinstance(told, str):
        return told
    if isinstance(told, list):
        return "; ".join(filter(None, map(_said, told[:3])))
    if isinstance(told, dict):
        known = cast("dict[str, object]", told)
        return next(
            (said for name in ("message", "error_description", "errors", "error") if (said := _said(known.get(name)))),
            "",
        )
    return ""


def _seconds(written: str) -> float | None:
    try:
        return max(float(written), 0.0)
    except ValueError:
        return None


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")


def _no_number(written: str) -> object:
    raise ValueError(written)
