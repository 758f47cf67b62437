from django.apps import AppConfig


class LanguageModelConfig(AppConfig):
    name = "muhatap.language_model"
    label = "language_model"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.language_model import menu, panels

        menu.register()
        panels.register()
