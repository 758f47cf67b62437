"""What people ask of the team."""

from django.db.models import QuerySet

from muhatap.team.models import Agent, Brand, Invitation


def brands_of(agent: Agent) -> QuerySet[Brand]:
    """Return the brands that the agent sees: those named, or all."""
    named = agent.brands.all()
    return named if named.exists() else Brand.objects.all()


def open_invitations() -> QuerySet[Invitation]:
    """Return offers neither taken nor taken back, also those too old by now, newest first."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None).select_related("invited_by")


def has_agents() -> bool:
    return Agent.objects.exists()
