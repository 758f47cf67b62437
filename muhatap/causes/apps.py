from django.apps import AppConfig


class CausesConfig(AppConfig):
    name = "muhatap.causes"
    label = "causes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.causes import asked_next, checking_back, expecting, panels

        panels.register()
        expecting.register()
        asked_next.register()
        checking_back.register()
