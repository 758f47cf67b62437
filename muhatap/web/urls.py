from django.urls import path

from muhatap.team.permissions import may, open_to_all
from muhatap.web import views

app_name = "web"

on_every_page = open_to_all("the sign-in page has the switch too")

urlpatterns = [
    path("find/", may("conversations.read")(views.find), name="find"),
    path("preferences/theme/", on_every_page(views.theme), name="theme"),
    path("preferences/language/", on_every_page(views.language), name="language"),
]
