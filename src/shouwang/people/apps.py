"""People as a Django app: accounts, duties, log-ins and sessions."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who works with Shouwang, where, until when."""

    name = "shouwang.people"
    label = "people"
    verbose_name = "人员与职责"
