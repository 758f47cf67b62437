"""The team's pages in the navigation. The team lives below the shell and cannot put them there itself."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from muhatap.web.slots import NavEntry, register_nav


def register() -> None:
    pages = [
        ("agents", _("Team"), "team.read", 10),
        ("teams", _("Teams"), "team.change_teams", 15),
        ("brands", _("Brands"), "team.change_brands", 20),
        ("audit", _("Audit log"), "team.audit", 90),
    ]
    for name, label, permission, order in pages:
        url = reverse_lazy(f"team:{name}")
        register_nav(
            NavEntry(
                name=f"team-{name}",
                label=label,
                url=lambda url=url: str(url),  # type: ignore[misc]
                permission=permission,
                section="settings",
                order=order,
            )
        )
