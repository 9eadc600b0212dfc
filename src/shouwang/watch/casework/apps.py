from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases at work: what is to do, what is late, acting on one or on many at once."""

    name = "shouwang.watch.casework"
    label = "casework"
