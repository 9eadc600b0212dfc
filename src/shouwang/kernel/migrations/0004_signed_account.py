"""The account counts only when the application has signed it, as the scope does."""

from shouwang.kernel.scope.declare import SqlFile

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_signed_scope")]
    operations = [SqlFile(__file__, "signed_account")]
