"""Lists kept under a name."""

from django.db import transaction

from muhatap.conversations.filters import Group
from muhatap.conversations.models import SavedView, Scope
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent, Team


@transaction.atomic
def save_view(*, owner: Agent, name: str, scope: str, team: Team | None, filter: Group, order: str = "") -> SavedView:
    """Keep a filter and an order under a name, for oneself, a team or everyone."""
    saved = SavedView.objects.create(
        owner=owner, name=name, scope=scope, team=_team(scope, team), filter=filter.as_json(), order=order
    )
    _tell()
    return saved


@transaction.atomic
def change_view(
    saved: SavedView, *, name: str, scope: str, team: Team | None, filter: Group, order: str = ""
) -> SavedView:
    saved.name, saved.scope, saved.team = name, scope, _team(scope, team)
    saved.filter, saved.order = filter.as_json(), order
    saved.save(update_fields=["name", "scope", "team", "filter", "order"])
    _tell()
    return saved


@transaction.atomic
def delete_view(saved: SavedView) -> None:
    """Forget a list; the conversations in it stay where they are."""
    saved.delete()
    _tell()


def _team(scope: str, team: Team | None) -> Team | None:
    return team if scope == Scope.TEAM else None


def _tell() -> None:
    # The navigation of everyone who sees it asks again.
    publish_all(["inbox"], "changed")
