from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "muhatap.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.customers import finders, panels

        panels.register()
        finders.register()
