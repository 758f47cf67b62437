from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "muhatap.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.conversations import finders, history, hotkeys, menu, panels
        from muhatap.conversations.actions.deleting import still_attached
        from muhatap.core import blobs

        panels.register()
        menu.register()
        history.register()
        hotkeys.register_own()
        finders.register()
        blobs.hold_with(still_attached)
