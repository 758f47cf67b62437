"""What people do with the team: open the desk, join it, change who may what, and its brands."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from muhatap.core.events import announce
from muhatap.core.turkish import fold
from muhatap.team import audit, events
from muhatap.team.models import Agent, Brand, Invitation, Language, Role

INVITATION_GOOD_FOR = timedelta(days=7)
# "owner": two first visitors at the same moment must not both own the desk.
FOUNDING_LOCK = 0x6F776E6572

BRAND_FIELDS = ("name", "language", "website", "signature", "undo_seconds", "is_acknowledging", "assignment")


class DeskHasOwner(Exception):
    """The desk is somebody's already; newcomers need an invitation."""


class LastOwner(Exception):
    """Without this owner nobody could manage the desk."""


class RoleTooHigh(Exception):
    """One cannot give away more than one has."""


class AlreadyHere(Exception):
    """The address belongs to an agent."""


class InvitationGone(Exception):
    """The invitation was used, revoked, or is too old."""


@transaction.atomic
def open_desk(*, name: str, email: str, password: str, language: str, title: str = "") -> Agent:
    """Make the first owner of an empty desk. Raises DeskHasOwner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOUNDING_LOCK])
    if Agent.objects.exists():
        raise DeskHasOwner
    owner = Agent.objects.create_user(email, password, name=name, role=Role.OWNER, language=language, title=title)
    audit.record("team.desk_opened", by=owner, subject=_subject(owner))
    announce(events.AgentJoined(agent_id=owner.pk), by=owner.pk)
    return owner


@transaction.atomic
def change_profile(
    agent: Agent, *, name: str, title: str, language: str, theme: str, has_hotkeys: bool = True
) -> Agent:
    """Let an agent say how they are called and how they like the desk."""
    changed = _set(agent, name=name, title=title, language=language, theme=theme, has_hotkeys=has_hotkeys)
    if changed:
        agent.save(update_fields=changed)
        audit.record("team.profile_changed", by=agent, subject=_subject(agent), fields=changed)
    return agent


@transaction.atomic
def create_brand(*, by: Agent, name: str, **values: Any) -> Brand:
    """Add a shop front. An agent who sees only some brands sees the one they made."""
    brand = Brand(name=name, slug=_free_slug(name))
    _set(brand, **_of_brand(values))
    brand.save()
    if by.brands.exists():
        by.brands.add(brand)
    audit.record("team.brand_created", by=by, subject=f"brand:{brand.pk}", name=name)
    return brand


@transaction.atomic
def change_brand(brand: Brand, *, by: Agent, **values: Any) -> Brand:
    changed = _set(brand, **_of_brand(values))
    if changed:
        brand.save(update_fields=changed)
        audit.record("team.brand_changed", by=by, subject=f"brand:{brand.pk}", fields=changed)
    return brand


@transaction.atomic
def change_agent(agent: Agent, *, by: Agent, role: str, title: str, brands: Iterable[Brand]) -> Agent:
    """Change what an agent may do and sees. Raises LastOwner."""
    agent = _locked(agent)
    if role != Role.OWNER:
        _keep_an_owner(agent)
    was, seen = agent.role, sorted(brand.pk for brand in brands)
    changed = _set(agent, role=role, title=title)
    if seen != sorted(agent.brands.values_list("pk", flat=True)):
        agent.brands.set(seen)
        changed.append("brands")
    if changed:
        agent.save()
        audit.record(
            "team.agent_changed", by=by, subject=_subject(agent), fields=changed, role=role, was=was, brands=seen
        )
    return agent


@transaction.atomic
def deactivate(agent: Agent, *, by: Agent) -> Agent:
    """Take an agent's seat away at once: sessions end, open work goes back. Raises LastOwner."""
    agent = _locked(agent)
    if not agent.is_active:
        return agent
    _keep_an_owner(agent)
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    _end_sessions(agent)
    audit.record("team.agent_deactivated", by=by, subject=_subject(agent))
    announce(events.AgentDeactivated(agent_id=agent.pk), by=by.pk)
    return agent


@transaction.atomic
def reactivate(agent: Agent, *, by: Agent) -> Agent:
    """Give the seat back, with the role and brands it had."""
    agent = _locked(agent)
    if not agent.is_active:
        agent.is_active = True
        agent.save(update_fields=["is_active"])
        audit.record("team.agent_reactivated", by=by, subject=_subject(agent))
        announce(events.AgentJoined(agent_id=agent.pk), by=by.pk)
    return agent


@transaction.atomic
def invite(*, by: Agent, email: str, name: str = "", role: str, language: str, now: datetime) -> Invitation:
    """Offer a seat for a week; an earlier offer to the same address ends. Raises AlreadyHere and RoleTooHigh."""
    email = email.strip().lower()
    if role not in roles_to_give(by):
        raise RoleTooHigh
    if Agent.objects.filter(email=email).exists():
        raise AlreadyHere
    Invitation.objects.filter(email=email, accepted_at=None, revoked_at=None).update(revoked_at=now)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        role=role,
        language=language or Language.TURKISH,
        invited_by=by,
        created_at=now,
        expires_at=now + INVITATION_GOOD_FOR,
    )
    audit.record("team.invited", by=by, subject=f"invitation:{invitation.pk}", email=email, role=role)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by: Agent, now: datetime) -> Invitation:
    """Take an offer back; its link opens nothing any more. Revoking twice changes nothing."""
    revoked = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now)
    if revoked:
        audit.record("team.invitation_revoked", by=by, subject=f"invitation:{invitation.pk}")
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str, title: str, language: str, now: datetime) -> Agent:
    """Take the offered seat. The newcomer sees the brands that the inviter sees. Raises InvitationGone."""
    invitation = Invitation.objects.select_for_update().select_related("invited_by").get(pk=invitation.pk)
    # An offer made by someone who has left, or has since lost the right to make it, is void with them.
    stands = invitation.invited_by.is_active and invitation.role in roles_to_give(invitation.invited_by)
    if not stands or not invitation.is_open(now=now) or Agent.objects.filter(email=invitation.email).exists():
        raise InvitationGone
    agent = Agent.objects.create_user(
        invitation.email, password, name=name, title=title, role=invitation.role, language=language
    )
    agent.brands.set(invitation.invited_by.brands.all())
    invitation.accepted_by, invitation.accepted_at = agent, now
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    audit.record("team.joined", by=agent, subject=_subject(agent), role=agent.role)
    announce(events.AgentJoined(agent_id=agent.pk), by=agent.pk)
    return agent


def roles_to_give(agent: Agent) -> list[str]:
    """Return the roles that this agent may offer: an owner all of them, a lead all but the owner's."""
    if agent.role == Role.OWNER:
        return [Role.OWNER, Role.LEAD, Role.AGENT]
    return [Role.LEAD, Role.AGENT] if agent.role == Role.LEAD else []


def _keep_an_owner(agent: Agent) -> None:
    owners = Agent.objects.active().filter(role=Role.OWNER).values_list("pk", flat=True)
    if list(owners) == [agent.pk]:
        raise LastOwner


def _locked(agent: Agent) -> Agent:
    """Return the agent as it is now, held with all owners: two who demote each other at one moment queue up."""
    list(Agent.objects.select_for_update().filter(role=Role.OWNER).order_by("pk").values_list("pk"))
    return Agent.objects.select_for_update().get(pk=agent.pk)


def _end_sessions(agent: Agent) -> None:
    """Delete the agent's sessions. An inactive agent has none anyway; a reactivated one shall not find them again."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(agent.pk):
            session.delete()


def _set(thing: Agent | Brand, **values: Any) -> list[str]:
    """Set what differs and return its names."""
    changed = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, values[name])
    return changed


def _of_brand(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(BRAND_FIELDS)
    if unknown:
        raise TypeError(f"a brand has no {', '.join(sorted(unknown))}")
    return values


def _free_slug(name: str) -> str:
    base = slugify(fold(name))[:60] or "brand"
    slug, number = base, 2
    while Brand.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


def _subject(agent: Agent) -> str:
    return f"agent:{agent.pk}"
