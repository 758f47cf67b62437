"""The acts of the audit log in words. Apps above add theirs at start."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.team import subjects
from muhatap.team.models import AuditEntry, Role

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
# What an entry holds beside its subject. A key that is not here shows as it is.
_details: dict[str, str | Promise] = {
    "fields": pgettext_lazy("audit log", "changed"),
    "name": pgettext_lazy("audit log", "name"),
    "email": pgettext_lazy("audit log", "e-mail"),
    "address": pgettext_lazy("audit log", "address"),
    "pattern": pgettext_lazy("audit log", "address"),
    "role": pgettext_lazy("audit log", "role"),
    "was": pgettext_lazy("audit log", "before"),
    "brands": pgettext_lazy("audit log", "brands"),
    "days": pgettext_lazy("audit log", "days"),
    "kind": pgettext_lazy("audit log", "kind"),
    "skill": pgettext_lazy("audit log", "skill"),
    "into": pgettext_lazy("audit log", "into"),
    "other": pgettext_lazy("audit log", "the other"),
    "conversation": pgettext_lazy("audit log", "conversation"),
    "is_archived": pgettext_lazy("audit log", "out of use"),
}

# What the codes in the details of an act mean.
_codes: dict[str, Mapping[str, str | Promise]] = {
    act: dict(Role.choices) for act in ("team.agent_changed", "team.invited", "team.joined")
}


def register(
    words: Mapping[str, str | Promise],
    *,
    codes: Mapping[str, Mapping[str, str | Promise]] | None = None,
    details: Mapping[str, str | Promise] | None = None,
) -> None:
    """Add acts in words, by act what the codes among its details mean, and what details are called."""
    _words.update(words)
    _codes.update(codes or {})
    _details.update(details or {})


def in_words(entry: AuditEntry) -> str:
    """Say an act in words; one that nobody has named shows its code."""
    return str(_words.get(entry.act, entry.act))


def details_of(entry: AuditEntry, *, names: Mapping[str, str]) -> str:
    """Return what it was done to and with, on one line: "Çarşı · changed: name, signature".

    `names` are the subjects by name (see subjects.names_of); of one that is gone it says what it was.
    """
    facts = {key: _plain(entry, key, value, names) for key, value in entry.data.items() if value not in ("", [], None)}
    is_themselves = entry.by_id is not None and entry.subject == f"agent:{entry.by_id}"
    subject = subjects.called(entry.subject, names) if entry.subject and not is_themselves else ""
    # The name it had then says more than that it is gone, and nobody needs the same name twice.
    if entry.subject not in names:
        subject = facts.pop("name", subject)
    elif facts.get("name") == subject:
        del facts["name"]
    said = [f"{_details.get(key, key)}: {words}" for key, words in facts.items()]
    return " · ".join([subject, *said] if subject else said)


def _plain(entry: AuditEntry, key: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(entry, key, each, names) for each in value)
    if isinstance(value, bool):
        return str(pgettext_lazy("audit log", "yes") if value else pgettext_lazy("audit log", "no"))
    if key == "fields":
        return subjects.field_in_words(entry.subject, str(value))
    return subjects.called_in(key, value, names) or str(_codes.get(entry.act, {}).get(str(value), value))
