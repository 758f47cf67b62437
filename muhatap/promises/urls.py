"""Addresses of promises: what is owed, what becomes of it, and what a draft promises."""

from django.urls import path

from muhatap.promises.views import acts, check_backs, drafts, handing, owed, public
from muhatap.team.permissions import may, open_to_all

app_name = "promises"
reads, changes = may("promises.read"), may("promises.change")
sets_up = may("surveys.set_up")
by_link = open_to_all("customers say here how they are; the link of their mail is the key")

urlpatterns = [
    path("check-back/<str:token>/", by_link(public.page), name="how_it_is"),
    path("promises/check-backs/", reads(check_backs.index), name="check_backs"),
    path("conversations/<int:pk>/check-back/", reads(check_backs.beside), name="check_back"),
    path("conversations/<int:pk>/check-back/plan/", changes(check_backs.plan), name="check_back_plan"),
    path("conversations/<int:pk>/check-back/call-off/", changes(check_backs.call_off), name="check_back_off"),
    path("conversations/<int:pk>/check-back/sort/", changes(check_backs.sort), name="check_back_sort"),
    path("settings/check-backs/", sets_up(check_backs.settings), name="check_back_settings"),
    path("settings/brands/<int:pk>/check-backs/", sets_up(check_backs.settings_page), name="check_back_settings_of"),
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
