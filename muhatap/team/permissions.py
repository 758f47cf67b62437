"""Who may do what, in one table, and the wrapper that stands beside every route.

`may("conversations.reply")(view)` in a urls module is the only way a page gets a permission; a route without one fails
the architecture test. Pages for everybody say so with `open_to_all`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from muhatap.team.models import Agent, Role

P = ParamSpec("P")

EVERYONE = frozenset({Role.OWNER, Role.LEAD, Role.AGENT})
LEADS = frozenset({Role.OWNER, Role.LEAD})
OWNERS = frozenset({Role.OWNER})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "causes.read": EVERYONE,
    "causes.change": EVERYONE,
    "causes.manage": LEADS,
    "conversations.read": EVERYONE,
    "conversations.reply": EVERYONE,
    "conversations.note": EVERYONE,
    "conversations.assign": EVERYONE,
    "conversations.close": EVERYONE,
    "conversations.spam": EVERYONE,
    "conversations.status": EVERYONE,
    "conversations.label": EVERYONE,
    "conversations.set_up": LEADS,
    "conversations.merge": EVERYONE,
    "conversations.delete": LEADS,
    "conversations.loose_ends": LEADS,
    "conversations.skill_rules": LEADS,
    "customers.read": EVERYONE,
    "customers.change": EVERYONE,
    "customers.define": LEADS,
    "knowledge.replies": LEADS,
    "language_model.use": EVERYONE,
    "language_model.set_up": OWNERS,
    "mail.unreadable": EVERYONE,
    "mail.reconciliation": LEADS,
    "mail.set_up": LEADS,
    "mail.block_senders": EVERYONE,
    "notices.own": EVERYONE,
    "orders.read": EVERYONE,
    "orders.tie": EVERYONE,
    "orders.act": EVERYONE,
    "orders.second": LEADS,
    "orders.limits": OWNERS,
    "orders.set_up": LEADS,
    "promises.read": EVERYONE,
    "promises.change": EVERYONE,
    "reports.read": EVERYONE,
    "reports.manage": LEADS,
    "rules.manage": LEADS,
    "surveys.read": EVERYONE,
    "surveys.change": EVERYONE,
    "surveys.set_up": LEADS,
    "team.read": EVERYONE,
    "team.own_profile": EVERYONE,
    "team.change_work": LEADS,
    "team.change_teams": LEADS,
    "team.invite": LEADS,
    "team.change_agents": OWNERS,
    "team.change_brands": LEADS,
    "team.audit": OWNERS,
    "team.first_steps": OWNERS,
}


class AgentRequest(HttpRequest):
    """A request whose person is signed in. `request.agent` is the agent."""

    agent: Agent


def allowed(agent: Agent, permission: str) -> bool:
    return agent.is_active and agent.role in PERMISSIONS[permission]


def may(
    permission: str,
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a view be reached only by agents whose role has the permission; others sign in first, or get a 403."""
    if permission not in PERMISSIONS:
        raise KeyError(f"no such permission: {permission}")

    def wrap(view: Callable[Concatenate[Any, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _ask_to_sign_in(request)
            agent = request.user
            if not allowed(agent, permission):
                raise PermissionDenied
            request.agent = agent  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def open_to_all(why: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Mark a view that needs no sign-in, with the reason; the architecture test lists them."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def passed(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(*args, **kwargs)

        passed.open_to_all = why  # type: ignore[attr-defined]
        return passed

    return wrap


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    # A part fetched by htmx cannot show a sign-in page inside a list: the whole page goes there.
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).url
        return answer
    return redirect_to_login(request.get_full_path())
