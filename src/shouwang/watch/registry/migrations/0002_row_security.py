"""Row security and rights of the registry: what belongs to a household shares its place."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough

OF_A_HOUSEHOLD = (
    "categoryperiod",
    "cause",
    "registeredcount",
    "person",
    "income",
    "spending",
    "payout",
    "housing",
    "water",
    "event",
    "sale",
)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_households_people_facts"),
        ("kernel", "0001_scope"),
    ]
    operations = [
        RowSecurity("household"),
        RowSecurity("source"),
        RowSecurity("statistic"),
        RowSecurity("householdevent"),
        RowSecurity("personevent"),
        *(RowSecurityThrough(model, via="household") for model in OF_A_HOUSEHOLD),
        RowSecurityThrough("personstate", via="person"),
        Grants("registry"),
    ]
