"""Addresses of saved replies: offered where one writes, and looked after by leads."""

from django.urls import path

from muhatap.knowledge.views import editing, listing, offering
from muhatap.team.permissions import may

app_name = "knowledge"
replies, manages = may("conversations.reply"), may("knowledge.replies")

urlpatterns = [
    path("conversations/<int:pk>/replies/", replies(offering.index), name="offers"),
    path("conversations/<int:pk>/replies/suggested/", replies(offering.suggested), name="suggested"),
    path("conversations/<int:pk>/replies/acts/", replies(offering.act), name="act"),
    path("settings/replies/", manages(listing.index), name="replies"),
    path("settings/replies/new/", manages(editing.new), name="new"),
    path("settings/replies/preview/", manages(editing.preview), name="preview"),
    path("settings/replies/models/", manages(listing.plant), name="plant"),
    path("settings/replies/voices/", manages(listing.voices), name="voices"),
    path("settings/replies/<int:pk>/", manages(editing.edit), name="reply"),
    path("settings/replies/<int:pk>/use/", manages(listing.use), name="use"),
]
