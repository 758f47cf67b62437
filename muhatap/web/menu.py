"""The team's pages in the navigation. The team lives below the shell and cannot put them there itself."""

from django.utils.translation import gettext_lazy as _

from muhatap.web.addresses import at
from muhatap.web.slots import NavEntry, register_nav


def register() -> None:
    pages = [
        ("agents", _("Team"), "team.read", 10),
        ("teams", _("Teams"), "team.change_teams", 15),
        ("brands", _("Brands"), "team.change_brands", 20),
        ("audit", _("Audit log"), "team.audit", 90),
    ]
    for name, label, permission, order in pages:
        register_nav(
            NavEntry(
                name=f"team-{name}",
                label=label,
                url=at(f"team:{name}"),
                permission=permission,
                section="settings",
                order=order,
            )
        )
