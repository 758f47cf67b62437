"""How the customer writes: mood, urgency, and the words that made it so."""

from muhatap.coach.advice import Mood
from muhatap.coach.reading import Reading
from muhatap.coach.rulebook import Found

# An angry word weighs more than a worried one: who is both is angry.
_ORDER = ("angry", "worried", "thankful")
MOST_WORDS = 12


def mood(customer: Reading | None) -> Mood:
    """Return the mood of the customer's message; calm where nothing speaks against it."""
    if customer is None:
        return Mood()
    hits = {name: customer.said.get(f"mood/{name}", []) for name in (*_ORDER, "urgent", "pressing")}
    name = next((name for name in _ORDER if hits[name]), "calm")
    if name == "worried" and _is_glad(customer, hits):
        name = "thankful"
    elif name in {"calm", "worried"} and _shouts(customer.text.raw, loud=name == "worried"):
        name = "angry"
    if name == "calm" and hits["pressing"]:
        name = "worried"
    words = [_written(customer, found) for found in [*hits.get(name, []), *hits["urgent"], *hits["pressing"]]]
    return Mood(name, bool(hits["urgent"] or hits["pressing"]), tuple(dict.fromkeys(words))[:MOST_WORDS])


def _written(customer: Reading, found: Found) -> str:
    tokens = customer.text.tokens
    return customer.text.raw[tokens[found.first].start : tokens[found.last - 1].end]


def _is_glad(customer: Reading, hits: dict[str, list[Found]]) -> bool:
    """Whether thanks are the last word: who only asks first, and thanks, is worried still."""
    if not hits["thankful"] or any(sentence.ending == "?" for sentence in customer.sentences):
        return False
    return hits["thankful"][-1].sentence.first >= hits["worried"][-1].sentence.first


def _shouts(raw: str, *, loud: bool) -> bool:
    """Whether it is shouted; trouble (`loud`) with one exclamation mark is."""
    letters = [letter for letter in raw[:2000] if letter.isalpha()]
    return (
        "!!" in raw[:2000]
        or (loud and "!" in raw[:2000])
        or (len(letters) > 25 and sum(map(str.isupper, letters)) > 0.8 * len(letters))
    )
