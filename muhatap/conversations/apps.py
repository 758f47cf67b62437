from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "muhatap.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.conversations import hotkeys, panels

        panels.register()
        hotkeys.register_own()
