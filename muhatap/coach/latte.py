"""LATTE: does the draft listen, acknowledge, act, thank and explain? From what its sentences do."""

from muhatap.coach.advice import Latte
from muhatap.coach.reading import Reading


def marks(own: Reading, customer: Reading | None) -> Latte:
    """Return the five marks of a draft."""
    return Latte(
        listen=own.says("empathy", "apology", "own") or _retells(own, customer),
        acknowledge=own.says("apology", "own"),
        act=own.says("action"),
        thank=own.says("thank"),
        explain=own.says("reason"),
    )


def _retells(own: Reading, customer: Reading | None) -> bool:
    if customer is None:
        return False
    told = {token.word[:5] for token in customer.text.tokens if len(token.word) > 4}
    return any(token.word[:5] in told for token in own.text.tokens if len(token.word) > 4)
