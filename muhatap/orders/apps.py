from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "muhatap.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.orders import panels

        panels.register()
