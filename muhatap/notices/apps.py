from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "muhatap.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.notices import bell, devices

        bell.register()
        devices.register()
