"""All addresses of the desk. Each app's own urls name the permission beside every route."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("muhatap.reports.urls")),
    path("", include("muhatap.coach.urls")),
    path("", include("muhatap.causes.urls")),
    path("", include("muhatap.language_model.urls")),
    path("", include("muhatap.promises.urls")),
    path("", include("muhatap.surveys.urls")),
    path("", include("muhatap.mail.urls")),
    path("", include("muhatap.notices.urls")),
    path("", include("muhatap.rules.urls")),
    path("", include("muhatap.knowledge.urls")),
    path("", include("muhatap.orders.urls")),
    path("", include("muhatap.conversations.urls")),
    path("", include("muhatap.customers.urls")),
    path("", include("muhatap.web.urls")),
    path("", include("muhatap.team.urls")),
    path("accounts/", include("allauth.urls")),
]
