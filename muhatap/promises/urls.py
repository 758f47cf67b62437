"""Addresses of promises: what is owed, what becomes of it, and what a draft promises."""

from django.urls import path

from muhatap.promises.views import acts, drafts, handing, owed
from muhatap.team.permissions import may

app_name = "promises"
reads, changes = may("promises.read"), may("promises.change")

urlpatterns = [
    path("promises/rates/", reads(owed.rates), name="rates"),
    path("promises/<int:pk>/kept/", changes(acts.kept), name="kept"),
    path("promises/<int:pk>/move/", changes(acts.move), name="move"),
    path("promises/<int:pk>/end/", changes(acts.end), name="end"),
    path("promises/<int:pk>/again/", changes(acts.again), name="again"),
    path("promises/<slug:whose>/", reads(owed.index), name="owed"),
    path("conversations/<int:pk>/hand-off/", may("conversations.assign")(handing.new), name="hand_off"),
    path("hand-offs/<int:pk>/accept/", may("conversations.assign")(handing.accept), name="accept"),
    path("hand-offs/<int:pk>/return/", may("conversations.assign")(handing.give_back), name="give_back"),
    path("hand-offs/<int:pk>/withdraw/", may("conversations.assign")(handing.withdraw), name="withdraw"),
    path("conversations/<int:pk>/promises/new/", changes(acts.new), name="new"),
    path("conversations/<int:pk>/promises/closing/", changes(acts.closing), name="closing"),
    path("conversations/<int:pk>/promises/look/", may("conversations.reply")(drafts.look), name="look"),
]
