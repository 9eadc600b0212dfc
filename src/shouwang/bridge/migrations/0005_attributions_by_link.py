"""Attributions of a place are found by its links: an index less for each of a million rows."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('bridge', '0004_attribution_keys'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='attribution',
            name='attribution_place',
        ),
    ]
