"""Addresses of rules; all of them for leads."""

from django.urls import path

from muhatap.rules.views import editing, history, listing
from muhatap.team.permissions import may

app_name = "rules"

urlpatterns = [
    path("settings/rules/", may("rules.manage")(listing.index), name="rules"),
    path("settings/rules/new/", may("rules.manage")(editing.new), name="new"),
    path("settings/rules/order/", may("rules.manage")(listing.order), name="order"),
    path("settings/rules/stops/<int:pk>/settle/", may("rules.manage")(listing.let_go_on), name="let_go_on"),
    path("settings/rules/calls/<int:pk>/again/", may("rules.manage")(history.call_again), name="call_again"),
    path("settings/rules/<int:pk>/", may("rules.manage")(editing.edit), name="rule"),
    path("settings/rules/<int:pk>/runs/", may("rules.manage")(history.index), name="runs"),
    path("settings/rules/<int:pk>/move/", may("rules.manage")(listing.move), name="move"),
    path("settings/rules/<int:pk>/switch/", may("rules.manage")(listing.switch), name="switch"),
    path("settings/rules/<int:pk>/secret/", may("rules.manage")(editing.renew_secret), name="renew_secret"),
    path("settings/rules/<int:pk>/deletion/", may("rules.manage")(listing.delete), name="delete"),
]
