from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "muhatap.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
