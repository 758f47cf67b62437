from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "muhatap.team"
    label = "team"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.team import sign_in

        sign_in.connect()
