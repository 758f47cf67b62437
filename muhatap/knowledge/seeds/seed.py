"""The form of a model reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WAITING: Mapping[str, Any] = {"act": "status", "status": "waiting"}
MINE: Mapping[str, Any] = {"act": "assign_me"}


def rest(days: int) -> Mapping[str, Any]:
    return {"act": "snooze", "days": days}


@dataclass(frozen=True, kw_only=True)
class Seed:
    """`tr` and `en` are (name, text); `formal_tr` and `formal_en` the texts of brands that speak formally."""

    shortcut: str
    situation: str
    tr: tuple[str, str]
    en: tuple[str, str]
    formal_tr: str = ""
    formal_en: str = ""
    keywords: Sequence[str] = ()
    tones: Sequence[str] = ()
    order_standings: Sequence[str] = ()
    contact: str = ""
    acts: Sequence[Mapping[str, Any]] = ()
