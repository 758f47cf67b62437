"""The queues that conversations wait in, and what is known of those who could take them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from muhatap.conversations.assignment import Candidate, Wanted
from muhatap.conversations.models import Conversation, ConversationQuerySet, SkillRule, Status
from muhatap.core.turkish import fold
from muhatap.team import queries as team
from muhatap.team.models import Agent, Assignment


@dataclass(frozen=True)
class Queue:
    """Where a conversation waits for somebody: with a team, or with all who see its brand."""

    brand_id: int
    team_id: int | None
    mode: str

    @classmethod
    def of(cls, conversation: Conversation) -> "Queue":
        of_team = conversation.team.assignment if conversation.team else ""
        return cls(conversation.brand_id, conversation.team_id, of_team or conversation.brand.assignment)

    def members(self) -> QuerySet[Agent]:
        """Return who may be given its work: of a team, those who see the brand."""
        seeing = Agent.objects.seeing(self.brand_id)
        return seeing.filter(teams=self.team_id) if self.team_id else seeing


def is_taken_by_opening(conversation: Conversation) -> bool:
    """Whether one who opens the conversation and stays takes it on."""
    is_free = conversation.assigned_to_id is None and not conversation.is_closed and not conversation.is_spam
    return is_free and Queue.of(conversation).mode == Assignment.ON_OPENING


def open_ones() -> ConversationQuerySet:
    """Return the conversations that are open: what a cap counts."""
    standing: ConversationQuerySet = Conversation.objects.standing()
    return standing.filter(status=Status.OPEN)


def open_counts(agents: Iterable[Agent]) -> dict[int, int]:
    """Return how many open conversations each has; who has none is left out."""
    theirs = open_ones().filter(assigned_to__in=[agent.pk for agent in agents])
    return dict(theirs.values_list("assigned_to").annotate(Count("pk")).order_by())


def candidates(agents: Sequence[Agent], *, now: datetime) -> list[Candidate]:
    """Return agents as the choice sees them, in three questions for all."""
    standings, counts = team.standings(agents, now=now), open_counts(agents)
    return [
        Candidate(
            agent.pk,
            is_here=standings[agent.pk].is_here,
            open_count=counts.get(agent.pk, 0),
            capacity=agent.capacity,
            languages=frozenset(agent.languages),
            skills=frozenset(map(fold, agent.skills)),
        )
        for agent in agents
    ]


def skill_rules() -> list[SkillRule]:
    """Return all rules: there are a handful."""
    return list(SkillRule.objects.all())


def wanted(conversation: Conversation, rules: Iterable[SkillRule]) -> Wanted:
    """Return what a conversation asks of whoever gets it: its language, and what its label or channel needs."""
    skills = {
        fold(rule.skill)
        for rule in rules
        if rule.channel_id == conversation.channel_id or rule.label_id in conversation.label_ids
    }
    return Wanted(conversation.language, frozenset(skills))
