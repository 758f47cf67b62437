from django.apps import AppConfig


class CoachConfig(AppConfig):
    name = "muhatap.coach"
    label = "coach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.coach import panels

        panels.register()
