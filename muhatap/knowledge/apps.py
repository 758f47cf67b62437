from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "muhatap.knowledge"
    label = "knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.knowledge import menu, panels, saying

        saying.register()
        panels.register()
        menu.register()
