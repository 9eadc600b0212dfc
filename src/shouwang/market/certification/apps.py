from django.apps import AppConfig


class CertificationConfig(AppConfig):
    """Applications for certification and the certificates that travel with goods."""

    name = "shouwang.market.certification"
    label = "certification"
