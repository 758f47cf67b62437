"""LATTE: does the draft listen, acknowledge, act, thank and explain? From what its sentences do."""

from collections.abc import Set

from muhatap.coach.advice import Latte
from muhatap.coach.reading import Reading

# Where one of these is found, whatever sounds like a deed is none, or is somebody else's.
_IDLE = frozenset(
    {
        "no_next_step",
        "empty_apology",
        "dismissive",
        "negative",
        "burden",
        "cold_redirect",
        "blame",
        "vague",
        "overpromise",
    }
)


def marks(own: Reading, customer: Reading | None, kinds: Set[str]) -> Latte:
    """Return the five marks of a draft; `kinds` are those of its findings.

    Listen: it names the customer's own matter. Acknowledge: it is sorry, or names what they feel. Act: something of
    ours is done, or offered. Thank. Explain: why it came about, or what comes and when.
    """
    acts = own.says("action")
    return Latte(
        listen=own.says("empathy", "apology", "own") or _retells(own, customer),
        acknowledge=own.says("apology") or (own.says("own", "empathy") and "dismissive" not in kinds),
        act=acts and not kinds & _IDLE,
        thank=own.says("thank"),
        explain=("blame" not in kinds and _explains(own)) or (acts and own.says("answer/time")),
    )


def _explains(own: Reading) -> bool:
    """Whether a reason is given; one to be sorry for (“sorry because of the delay”) explains nothing."""
    return any("apology" not in found.sentence.says for found in own.said.get("reason", ()))


def _retells(own: Reading, customer: Reading | None) -> bool:
    if customer is None:
        return False
    told = {token.word[:4] for token in customer.text.tokens if len(token.word) > 3}
    return any(token.word[:4] in told for token in own.text.tokens if len(token.word) > 3)
