"""Asking a server that speaks OpenAI's protocol, with an end to everything. Source: OpenAI API reference, "Chat".

The answer is asked for whole: it is cleaned as a whole before anybody sees it, and a page waits for it with a way out.
"""

import json
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muhatap.core import outgoing
from muhatap.core.secrets import SealBroken
from muhatap.language_model.faults import Fault, NotAnswered
from muhatap.language_model.models import Endpoint

PLACE = "/chat/completions"
# A long reply with room for what servers write around it.
LONGEST_ANSWER = 512 * 1024
MOST_TOKENS = 1500
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Said:
    """What the model wrote; `is_cut` when it was not let finish."""

    text: str
    is_cut: bool = False


def ask(endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> Said:
    """Return what the model answers to a conversation of {"role", "content"}. Raises NotAnswered."""
    question: dict[str, Any] = {"model": endpoint.model, "messages": list(messages), "stream": False}
    try:
        return _ask(endpoint, {**question, "max_tokens": MOST_TOKENS})
    except NotAnswered as refused:
        # Newer models of OpenAI call it otherwise and refuse the old name.
        if refused.fault is not Fault.REFUSED or "max_tokens" not in refused.said:
            raise
    return _ask(endpoint, {**question, "max_completion_tokens": MOST_TOKENS})


def _ask(endpoint: Endpoint, question: Mapping[str, Any]) -> Said:
    try:
        key = endpoint.key
    except SealBroken as error:
        raise NotAnswered(Fault.SEAL) from error
    if not (key.isascii() and key.isprintable()):
        raise NotAnswered(Fault.KEY)
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Muhatap"}
    headers |= {"Authorization": f"Bearer {key}"} if key else {}
    until = time.monotonic() + endpoint.seconds
    answer = _exchange(endpoint, question, headers)
    # One that trickles in is cut off there.
    return _read(answer, is_late=time.monotonic() >= until)


def _exchange(endpoint: Endpoint, question: Mapping[str, Any], headers: Mapping[str, str]) -> outgoing.Answer:
    base = endpoint.address.strip().rstrip("/").removesuffix(PLACE)
    try:
        return outgoing.exchange(
            "POST",
            f"{base}{PLACE}",
            body=json.dumps(question, ensure_ascii=False).encode(),
            headers=headers,
            may_stay_inside=endpoint.may_stay_inside,
            longest_answer=LONGEST_ANSWER,
            seconds=float(endpoint.seconds),
            silent_seconds=float(endpoint.seconds),
        )
    except outgoing.NotAnAddress as error:
        raise NotAnswered(Fault.ADDRESS) from error
    except outgoing.NotOutside as error:
        raise NotAnswered(Fault.INSIDE) from error
    except outgoing.NoAnswer as error:
        raise NotAnswered(_why(error)) from error


def _why(error: outgoing.NoAnswer) -> Fault:
    if error.args[0] in (Fault.NAME, Fault.TIME):
        return Fault(error.args[0])
    if _is_of_tls(error):
        return Fault.TLS
    return Fault.CUT if error.is_sent else Fault.CONNECTION


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "CERTIFICATE" in str(error) or "SSL" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _read(answer: outgoing.Answer, *, is_late: bool) -> Said:
    told = _json(answer.text)
    if told is None and is_late:
        raise NotAnswered(Fault.TIME)
    if answer.is_success:
        return _of_choice(answer, told)
    said = _words_of(told)
    status = answer.status_code
    if 300 <= status < 400:
        raise NotAnswered(Fault.ELSEWHERE)
    if status in (401, 403):
        raise NotAnswered(Fault.KEY, said)
    if status == 404:
        raise NotAnswered(Fault.MODEL if "model" in said.lower() else Fault.PLACE, said)
    if status == 429:
        raise NotAnswered(Fault.TOO_OFTEN, said)
    raise NotAnswered(Fault.REFUSED if status < 500 else Fault.BROKEN, said)


def _of_choice(answer: outgoing.Answer, told: Any) -> Said:
    if told is None:
        # A letter takes up to four bytes.
        raise NotAnswered(Fault.TOO_LONG if len(answer.text) >= LONGEST_ANSWER // 4 else Fault.NOT_JSON)
    try:
        choice = told["choices"][0]
        content = choice["message"]["content"]
    except (TypeError, KeyError, IndexError) as error:
        raise NotAnswered(Fault.NOT_JSON, _words_of(told)) from error
    text = _joined(content)
    if not text.strip():
        raise NotAnswered(Fault.EMPTY)
    return Said(text, is_cut=choice.get("finish_reason") == "length")


def _joined(content: Any) -> str:
    """Return the text of an answer; some servers give it in parts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _words_of(told: Any) -> str:
    """Return what a server says went wrong: error.message, error, message, detail; at most `LONGEST_WORDS`."""
    found = told
    for _ in range(3):
        if not isinstance(found, dict):
            break
        found = next((found[name] for name in ("error", "message", "detail") if name in found), "")
    return " ".join(found.split())[:LONGEST_WORDS] if isinstance(found, str) else ""
