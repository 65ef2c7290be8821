from django.apps import AppConfig


class FrameConfig(AppConfig):
    """The assembly: checks of what only the whole can know."""

    name = "config"
    verbose_name = "Reciprocamensa"

    def ready(self) -> None:
        from config import checks  # noqa: F401 – registers itself
