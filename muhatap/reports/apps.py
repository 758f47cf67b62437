from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "muhatap.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.reports import panels

        panels.register()
