"""Addresses of the language model: asked where one writes, set up by the owner."""

from django.urls import path

from muhatap.language_model.views import asking, setting_up
from muhatap.team.permissions import may

app_name = "language_model"
uses, sets_up = may("language_model.use"), may("language_model.set_up")

urlpatterns = [
    path("conversations/<int:pk>/language-model/", uses(asking.ask), name="ask"),
    path("conversations/<int:pk>/language-model/reading/", uses(asking.read), name="read"),
    path("settings/language-model/", sets_up(setting_up.show), name="settings"),
]
