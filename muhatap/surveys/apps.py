from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "muhatap.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.surveys import panels

        panels.register()
