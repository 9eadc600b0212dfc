from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "shouwang.site"
    label = "site"

    def ready(self) -> None:
        """What is missing is asked for in the words of a clerk, not of a program."""
        forms.Field.default_error_messages["required"] = _("请填写。")
