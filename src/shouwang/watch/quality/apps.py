from django.apps import AppConfig

from shouwang.watch.registry.signals import dossiers_amended


class QualityConfig(AppConfig):
    """Findings about the records themselves, explained or corrected; three-way comparison."""

    name = "shouwang.watch.quality"
    label = "quality"

    def ready(self) -> None:
        """Follow every act upon a dossier."""
        # operations need the models, which are there only now
        from shouwang.watch.quality.operations.following import follow  # noqa: PLC0415

        dossiers_amended.connect(follow, dispatch_uid="quality")
