"""The slots that apps above fill: which reasons ask for a check-back, and what else the customer is asked by us.

Reasons live above promises, surveys beside them (see the layers in pyproject.toml); neither is imported here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muhatap.conversations.models import Conversation


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why customers write. `of(path)` is what a query annotates with, given the path to the conversation's number."""

    asks: Callable[[Conversation], bool]
    of: Callable[[str], Any]
    names: Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, kw_only=True)
class OtherQuestions:
    """What else we ask a customer, given as the numbers of all that live on in them."""

    has_refused: Callable[[Sequence[int]], bool]
    last_asked_at: Callable[[Sequence[int]], datetime | None]
    # Whether they have said since then, about this conversation, how it was.
    has_answered: Callable[[Conversation, datetime], bool]
    # Ask them nothing any more, by the page or by mail.
    refuse: Callable[[Conversation, bool, datetime], None]


_reasons: list[Reasons] = []
_others: list[OtherQuestions] = []


def offer_reasons(reasons: Reasons) -> None:
    _reasons[:] = [reasons]


def offer_other_questions(others: OtherQuestions) -> None:
    _others[:] = [others]


def reasons() -> Reasons | None:
    return next(iter(_reasons), None)


def others() -> OtherQuestions | None:
    return next(iter(_others), None)


def asks(conversation: Conversation) -> bool:
    """Whether the reason for which this customer wrote wants a check-back."""
    return any(each.asks(conversation) for each in _reasons)
