"""Addresses of surveys: the page of the customer, what came back, what is done about it, and how a brand asks."""

from django.urls import path

from muhatap.surveys.views import acts, beside, listing, public, setting_up
from muhatap.team.permissions import may, open_to_all

app_name = "surveys"
reads, changes, sets_up = may("surveys.read"), may("surveys.change"), may("surveys.set_up")
by_link = open_to_all("customers answer here; the link of their mail is the key")

urlpatterns = [
    path("survey/<str:token>/", by_link(public.page), name="page"),
    path("surveys/", reads(listing.index), name="index"),
    path("surveys/follow-ups/", reads(listing.follow_ups), name="follow_ups"),
    path("surveys/recovery/", reads(listing.recovery), name="recovery"),
    path("surveys/follow-ups/<int:pk>/end/", changes(acts.end), name="end"),
    path("surveys/follow-ups/<int:pk>/owner/", changes(acts.hand_over), name="hand_over"),
    path("conversations/<int:pk>/survey/", reads(beside.show), name="beside"),
    path("settings/surveys/", sets_up(setting_up.index), name="settings"),
    path("settings/surveys/<int:pk>/", sets_up(setting_up.brand), name="brand_settings"),
]
