from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "muhatap.rules"
    label = "rules"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muhatap.conversations import thread
        from muhatap.rules import menu, sentences

        thread.tell_with("RuleRan", sentences.run_line)
        thread.tell_with("RuleHeldBack", sentences.held_back_line)
        menu.register()
