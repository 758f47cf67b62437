from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "muhatap.web"
    label = "web"
