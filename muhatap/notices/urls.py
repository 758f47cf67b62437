"""Addresses of notices. Each shows or changes nothing but the asking agent's own."""

from django.urls import path

from muhatap.notices.views import reading
from muhatap.team.permissions import may

app_name = "notices"

urlpatterns = [
    path("notices/", may("notices.own")(reading.index), name="index"),
    path("notices/bell/", may("notices.own")(reading.bell), name="bell"),
    path("notices/reading/", may("notices.own")(reading.reading), name="reading"),
]
