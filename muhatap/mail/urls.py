"""Addresses of mail's own pages: first steps, mailboxes, and what came in and could not be read."""

from django.urls import URLPattern, URLResolver

app_name = "mail"

urlpatterns: list[URLPattern | URLResolver] = []
