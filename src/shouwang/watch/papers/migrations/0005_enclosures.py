"""Files of a place's business: proof of a rectification, of a task done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, RowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0004_plan_of_help'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region_code', models.CharField(max_length=12)),
                ('media_type', models.CharField(max_length=20, verbose_name='格式')),
                ('size', models.PositiveIntegerField(verbose_name='大小（字节）')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                ('at', models.DateTimeField(verbose_name='上传时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '附件',
                'indexes': [models.Index(fields=['sha256'], name='enclosure_sha256')],
                'constraints': [models.CheckConstraint(condition=models.Q(('region_code__regex', '^\\d{12}$')), name='enclosure_region_shape'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='enclosure_not_empty')],
            },
        ),
        RowSecurity("enclosure"),
        Grants("papers"),
    ]
