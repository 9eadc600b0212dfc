from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "shouwang.site"
    label = "site"
