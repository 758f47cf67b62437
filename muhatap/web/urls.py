from django.urls import path

from muhatap.team.permissions import open_to_all
from muhatap.web import views

app_name = "web"

urlpatterns = [
    path("preferences/theme/", open_to_all("the sign-in page has the switch too")(views.theme), name="theme"),
    path(
        "preferences/language/",
        open_to_all("the sign-in page has the switch too")(views.language),
        name="language",
    ),
]
