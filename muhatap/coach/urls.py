"""Addresses of the coach, each with the permission it asks for."""

from django.urls import path

from muhatap.coach import views
from muhatap.team.permissions import may

app_name = "coach"

urlpatterns = [path("conversations/<int:pk>/coach/", may("conversations.reply")(views.look), name="look")]
