from django.apps import AppConfig


class CausesConfig(AppConfig):
    name = "muhatap.causes"
    label = "causes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.causes import expecting, panels

        panels.register()
        expecting.register()
