"""What the coach answers: findings, LATTE marks, the customer's mood, and promises."""

from dataclasses import dataclass
from datetime import date, datetime

KINDS = (
    "negative", "burden", "blame", "dismissive", "empty_apology", "no_next_step", "vague", "overpromise",
    "unclear_steps", "wall_of_text", "jargon", "tone", "missing_closing", "cold_redirect", "personal_data",
    "unanswered_question",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """`text == draft[start:end]`, in code points. `suggestion` fits in its place, or is None.

    `rule` is the id by which a team says "not here"; `blocks` is true only for personal data on a public channel.
    """

    kind: str
    start: int
    end: int
    text: str
    why: str
    suggestion: str | None
    rule: str
    blocks: bool = False


@dataclass(frozen=True)
class Latte:
    """Which parts of a good answer to an upset customer the draft has."""

    listen: bool = False
    acknowledge: bool = False
    act: bool = False
    thank: bool = False
    explain: bool = False


@dataclass(frozen=True)
class Mood:
    """How the customer writes: calm, worried, angry or thankful; `words` are what made it so, as written."""

    mood: str = "calm"
    urgent: bool = False
    words: tuple[str, ...] = ()

    @property
    def is_upset(self) -> bool:
        return self.mood in {"angry", "worried"}


@dataclass(frozen=True)
class Owed:
    """A promise of the draft: due at a moment, on a day, or at no time that was said (both None)."""

    text: str
    start: int
    end: int
    due_at: datetime | None
    due_on: date | None
    confidence: float


@dataclass(frozen=True)
class Advice:
    findings: tuple[Finding, ...] = ()
    latte: Latte = Latte()
    mood: Mood = Mood()
    promises: tuple[Owed, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether the draft must not go out as it is."""
        return any(finding.blocks for finding in self.findings)
