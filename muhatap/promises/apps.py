from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "muhatap.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.promises import panels

        panels.register()
