"""Keys of attributions without an index for patterns: a million rows are written at once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bridge', '0003_files_of_applications'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attribution',
            name='key',
            field=models.CharField(max_length=80),
        ),
        migrations.AddConstraint(
            model_name='attribution',
            constraint=models.UniqueConstraint(fields=('key',), name='attribution_key_once'),
        ),
    ]
