from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Cases that run by a declared procedure, and their history."""

    name = "shouwang.procedures"
    label = "procedures"
