from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "muhatap.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.conversations import channels
        from muhatap.mail.out.adapter import MailAdapter

        channels.register("mail", MailAdapter())
