"""What part of the goods' price goes to those who worked on a batch."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_members_and_sessions'),
        ('suppliers', '0001_suppliers_and_agreements'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_share_within_whole',
        ),
        migrations.AddField(
            model_name='agreement',
            name='wage_per_mille',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='务工报酬（‰）'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('share_per_mille__lte', django.db.models.expressions.CombinedExpression(models.Value(1000), '-', models.F('wage_per_mille')))), name='agreement_share_within_whole'),
        ),
    ]
