"""Row security and rights of the dossier's further tables and of its history."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurityThrough

OF_A_HOUSEHOLD = (
    "land",
    "production",
    "work",
    "living",
    "risk",
    "tag",
    "amendment",
    "look",
)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_dossier_and_its_history"),
    ]
    operations = [
        *(RowSecurityThrough(model, via="household") for model in OF_A_HOUSEHOLD),
        RowSecurityThrough("change", via="amendment"),
        Grants("registry"),
    ]
