from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "muhatap.config"
    label = "config"

    def ready(self) -> None:
        from muhatap.config import checks, telling  # noqa: F401  (the first registers itself)
        from muhatap.config.wiring import REACTIONS
        from muhatap.core.events import wire

        wire(REACTIONS)
        telling.register()
