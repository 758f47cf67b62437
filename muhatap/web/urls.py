from django.urls import path

from muhatap.team.permissions import may, open_to_all
from muhatap.web import installing, views

app_name = "web"

on_every_page = open_to_all("the sign-in page has the switch too")

by_the_browser = open_to_all("the browser fetches it by itself, also before anybody signed in")

urlpatterns = [
    path("find/", may("conversations.read")(views.find), name="find"),
    path("manifest.webmanifest", by_the_browser(installing.manifest), name="manifest"),
    path("service-worker.js", by_the_browser(installing.worker), name="worker"),
    path("offline/<slug:language>/", by_the_browser(installing.offline), name="offline"),
    path("preferences/theme/", on_every_page(views.theme), name="theme"),
    path("preferences/language/", on_every_page(views.language), name="language"),
]
