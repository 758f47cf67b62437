"""What one agent answered, settled and promised."""

from dataclasses import dataclass

from muhatap.reports import queries, shown
from muhatap.reports.choosing import Choice
from muhatap.reports.queries import Summary, Sums, added
from muhatap.reports.shown import Card
from muhatap.surveys.statistics import Interval, share
from muhatap.team.models import Agent


@dataclass(frozen=True)
class Own:
    """Times by which something is known, and how many promises of how many were kept in time."""

    cards: list[Card]
    kept: int
    promises: int
    kept_before: int
    promises_before: int

    @property
    def kept_percent(self) -> int:
        return self.kept * 100 // self.promises if self.promises else 0

    @property
    def kept_interval(self) -> Interval:
        return share(self.kept, self.promises)


def own(agent: Agent, choice: Choice) -> Own:
    found, before = (queries.of_agent(agent.pk, each) for each in (choice, choice.before))
    targets = queries.targets()
    cards = shown.cards(found, before, targets=targets, settled_within=queries.assumptions().resolution_minutes)
    promises, were = _promises(found), _promises(before)
    # Those in time carry a 1: their sum is how many they are.
    return Own([card for card in cards if card.n], promises.total, promises.count, were.total, were.count)


def _promises(found: Sums) -> Summary:
    return added(found.get("promises", {}))
