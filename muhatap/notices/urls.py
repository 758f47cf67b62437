"""Addresses of notices. Each shows or changes nothing but the asking agent's own."""

from django.urls import path

from muhatap.notices.views import choices, reading
from muhatap.team.permissions import may

app_name = "notices"

urlpatterns = [
    path("notices/", may("notices.own")(reading.index), name="index"),
    path("notices/bell/", may("notices.own")(reading.bell), name="bell"),
    path("notices/reading/", may("notices.own")(reading.reading), name="reading"),
    path("settings/notices/", may("notices.own")(choices.choices), name="choices"),
    path("settings/notices/devices/", may("notices.own")(choices.subscription), name="devices"),
    path("settings/notices/devices/renewal/", may("notices.own")(choices.renewal), name="renewal"),
    path("settings/notices/devices/<uuid:uid>/removal/", may("notices.own")(choices.removal), name="removal"),
    path("settings/notices/devices/<uuid:uid>/trial/", may("notices.own")(choices.trial), name="trial"),
]
