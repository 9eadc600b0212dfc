"""Departments see the cases that wait for them; indexes of lists hold what the policy compares."""

import django.contrib.postgres.fields
from django.db import migrations, models

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0004_lists_from_indexes'),
        ('people', '0010_departments'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_place',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_step',
        ),
        migrations.AddField(
            model_name='case',
            name='departments',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=27), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('finished_on', None)), fields=['region_code', 'step', 'procedure', 'awaits', 'entered_on'], include=('due_on', 'owed', 'subject_kind', 'ripe_on', 'escalates', 'id', 'departments'), name='case_open_place'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('finished_on', None)), fields=['step', 'due_on', 'id'], include=('region_code', 'procedure', 'subject_kind', 'departments'), name='case_open_step'),
        ),
        SqlFile(__file__, 'departments'),
    ]
