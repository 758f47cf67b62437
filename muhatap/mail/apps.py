from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "muhatap.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.conversations import channels, wording
        from muhatap.core import blobs
        from muhatap.mail import bounces, entries, menu, queries
        from muhatap.mail.out.adapter import MailAdapter
        from muhatap.mail.sentences import in_words

        channels.register("mail", MailAdapter())
        wording.tell_with(in_words)
        wording.tell_with(bounces.told)
        blobs.hold_with(queries.still_raw)
        menu.register()
        entries.register()
