from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "muhatap.web"
    label = "web"

    def ready(self) -> None:
        from muhatap.web import hotkeys, menu

        menu.register()
        hotkeys.register_own()
