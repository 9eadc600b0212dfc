"""The places whose people are seen count only when the application has signed them."""

from django.db import migrations

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_officers_of_departments"),
        ("kernel", "0003_signed_scope"),
    ]

    operations = [SqlFile(__file__, "signed_people")]
