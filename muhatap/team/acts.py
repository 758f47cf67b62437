"""The acts of the audit log in words. Apps above add theirs at start."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muhatap.team.models import AuditEntry

_words: dict[str, str | Promise] = {
    "team.desk_opened": _("opened the desk"),
    "team.profile_changed": _("changed their profile"),
    "team.brand_created": _("added a brand"),
    "team.brand_changed": _("changed a brand"),
    "team.agent_changed": _("changed an agent's role or brands"),
    "team.agent_deactivated": _("deactivated an agent"),
    "team.agent_reactivated": _("reactivated an agent"),
    "team.shifts_changed": _("changed shifts"),
    "team.load_changed": _("changed what an agent can take"),
    "team.absence_noted": _("noted an absence"),
    "team.absence_ended": _("ended an absence"),
    "team.team_created": _("added a team"),
    "team.team_changed": _("changed a team"),
    "team.team_removed": _("dissolved a team"),
    "team.invited": _("invited"),
    "team.invitation_revoked": _("took an invitation back"),
    "team.joined": _("joined the team"),
    "team.signed_in": _("signed in"),
    "team.password_changed": _("changed their password"),
    "team.two_factor_added": _("turned on a second step for sign-in"),
    "team.two_factor_removed": _("turned off a second step for sign-in"),
}


def register(words: Mapping[str, str | Promise]) -> None:
    _words.update(words)


def in_words(entry: AuditEntry) -> str:
    """Say an act in words; one that nobody has named shows its code."""
    return str(_words.get(entry.act, entry.act))


def details_of(entry: AuditEntry, *, names: Mapping[str, str]) -> str:
    """Return what it was done to and with, on one line: "Çarşı · fields: name, signature".

    `names` are the subjects by name (see subjects.names_of); one that is gone shows its number.
    """
    facts = [f"{name}: {_plain(value)}" for name, value in entry.data.items() if value not in ("", [], None)]
    is_themselves = entry.by_id is not None and entry.subject == f"agent:{entry.by_id}"
    subject = names.get(entry.subject, entry.subject)
    return " · ".join([subject, *facts] if entry.subject and not is_themselves else facts)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
