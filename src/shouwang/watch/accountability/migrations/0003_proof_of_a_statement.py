"""A photo or PDF goes with the words of an act."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', '0002_row_security'),
        ('papers', '0005_enclosures'),
    ]

    operations = [
        migrations.AddField(
            model_name='statement',
            name='enclosure',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='papers.enclosure'),
        ),
    ]
