from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "muhatap.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.core import clock

        clock.read_moments_fast()
