"""LATTE: does the draft listen, acknowledge, act, thank and explain? From what its sentences do."""

from collections.abc import Set

from muhatap.coach.advice import Latte
from muhatap.coach.reading import Reading

# Where one of these is found, whatever sounds like a deed is none.
_IDLE = frozenset({"no_next_step", "empty_apology", "dismissive", "negative"})


def marks(own: Reading, customer: Reading | None, kinds: Set[str]) -> Latte:
    """Return the five marks of a draft; `kinds` are those of its findings.

    Listen: it names the customer's own matter. Acknowledge: it is sorry, or names what they feel. Act: something of
    ours is done, or offered. Thank. Explain: why it came about, or what comes and when.
    """
    acts = own.says("action")
    return Latte(
        listen=own.says("empathy", "apology", "own") or _retells(own, customer),
        acknowledge=own.says("apology", "own", "empathy"),
        act=acts and not kinds & _IDLE,
        thank=own.says("thank"),
        explain=own.says("reason") or (acts and own.says("answer/time")),
    )


def _retells(own: Reading, customer: Reading | None) -> bool:
    if customer is None:
        return False
    told = {token.word[:4] for token in customer.text.tokens if len(token.word) > 3}
    return any(token.word[:4] in told for token in own.text.tokens if len(token.word) > 3)
