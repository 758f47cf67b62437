"""What of signing in belongs in the audit log. Connected once, by `TeamConfig.ready`."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in

from muhatap.team import audit
from muhatap.team.models import Agent


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="team.signed_in")
    for signal in (account.password_changed, account.password_set, account.password_reset):
        signal.connect(_password_changed, dispatch_uid="team.password_changed")
    mfa.authenticator_added.connect(_second_step_added, dispatch_uid="team.two_factor_added")
    mfa.authenticator_removed.connect(_second_step_removed, dispatch_uid="team.two_factor_removed")


def _signed_in(user: Agent, **_: Any) -> None:
    _record("team.signed_in", user)


def _password_changed(user: Agent, **_: Any) -> None:
    _record("team.password_changed", user)


def _second_step_added(user: Agent, authenticator: Any, **_: Any) -> None:
    _record("team.two_factor_added", user, kind=str(authenticator.type))


def _second_step_removed(user: Agent, authenticator: Any, **_: Any) -> None:
    _record("team.two_factor_removed", user, kind=str(authenticator.type))


def _record(act: str, agent: Agent, **data: str) -> None:
    audit.record(act, by=agent, subject=f"agent:{agent.pk}", **data)
