from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers and photos of a dossier, and the papers that are printed from it."""

    name = "shouwang.watch.papers"
    label = "papers"
