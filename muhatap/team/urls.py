from django.urls import path
from django.views.generic import RedirectView

from muhatap.team.permissions import may, open_to_all
from muhatap.team.views import agents, audit_log, brands, invitations, profile, teams, work

app_name = "team"

urlpatterns = [
    path(
        "settings/",
        may("team.own_profile")(RedirectView.as_view(pattern_name="team:profile")),
        name="settings",
    ),
    path("settings/profile/", may("team.own_profile")(profile.show), name="profile"),
    path("settings/presence/", may("team.own_profile")(work.presence), name="presence"),
    path("settings/profile/work/", may("team.own_profile")(work.own), name="own_work"),
    path("settings/profile/absences/", may("team.own_profile")(work.own_absences), name="own_absences"),
    path("settings/teams/", may("team.change_teams")(teams.index), name="teams"),
    path("settings/teams/new/", may("team.change_teams")(teams.new), name="new_team"),
    path("settings/teams/<int:pk>/", may("team.change_teams")(teams.edit), name="team"),
    path("settings/teams/<int:pk>/removal/", may("team.change_teams")(teams.remove), name="team_removal"),
    path("settings/brands/", may("team.change_brands")(brands.index), name="brands"),
    path("settings/brands/new/", may("team.change_brands")(brands.new), name="new_brand"),
    path("settings/brands/<int:pk>/", may("team.change_brands")(brands.edit), name="brand"),
    path("settings/team/", may("team.read")(agents.index), name="agents"),
    path("settings/team/<int:pk>/", may("team.change_agents")(agents.edit), name="agent"),
    path("settings/team/<int:pk>/work/", may("team.change_work")(work.of_colleague), name="work"),
    path("settings/team/<int:pk>/load/", may("team.change_work")(work.load), name="load"),
    path("settings/team/<int:pk>/absences/", may("team.change_work")(work.absences_of_colleague), name="absences"),
    path("settings/team/<int:pk>/deactivation/", may("team.change_agents")(agents.deactivate), name="deactivation"),
    path("settings/team/<int:pk>/reactivation/", may("team.change_agents")(agents.reactivate), name="reactivation"),
    path("settings/team/invitations/new/", may("team.invite")(invitations.new), name="invite"),
    path(
        "settings/team/invitations/<int:pk>/revocation/",
        may("team.invite")(invitations.revoke),
        name="revocation",
    ),
    path("settings/audit/", may("team.audit")(audit_log.index), name="audit"),
    path(
        "join/<uuid:uid>/",
        open_to_all("the link of an invitation is its key")(invitations.join),
        name="join",
    ),
    # The desk keeps one address for each agent, changed by nobody but the one who runs it.
    path(
        "accounts/email/",
        may("team.own_profile")(RedirectView.as_view(pattern_name="team:profile")),
        name="own_email",
    ),
]
