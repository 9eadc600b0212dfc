"""Previews of policy values: asked for by a person, done by the worker, found again."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, RowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0010_saved_filters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyPreview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region_code', models.CharField(max_length=12, verbose_name='范围')),
                ('parameter', models.CharField(max_length=80, verbose_name='参数')),
                ('value', models.BigIntegerField(verbose_name='数值')),
                ('typed', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.CharField(choices=[('queued', '排队中'), ('running', '进行中'), ('done', '已完成'), ('failed', '未完成')], default='queued', max_length=8)),
                ('step', models.CharField(blank=True, max_length=100, verbose_name='进度')),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('refusal', models.TextField(blank=True, verbose_name='原因')),
                ('finished_at', models.DateTimeField(null=True)),
                ('result', models.JSONField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.screeningrun')),
            ],
            options={
                'verbose_name': '政策试算',
                'constraints': [models.UniqueConstraint(fields=('asked_by', 'parameter', 'region_code'), name='preview_one_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('result__isnull', False), ('run__isnull', False)), _connector='OR'), name='preview_done_has_result'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='preview_percent')],
            },
        ),
        RowSecurity("policypreview"),
        Grants("monitoring"),
    ]
