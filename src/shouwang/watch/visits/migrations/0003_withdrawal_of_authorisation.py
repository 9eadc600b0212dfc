"""A family takes its authorisation back: a row that is added and never changed."""

import django.db.models.deletion
import shouwang.kernel.crypto.fields
from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, RowSecurityThrough


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0002_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('authorisation', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='withdrawal', serialize=False, to='visits.authorisation')),
                ('region_code', models.CharField(max_length=12)),
                ('withdrawn_on', models.DateField(verbose_name='撤回日期')),
                ('reason', shouwang.kernel.crypto.fields.EncryptedTextField(null=True, verbose_name='农户的说法')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '撤回信息核对授权',
            },
        ),
        RowSecurityThrough("withdrawal", via="authorisation"),
        Grants("visits"),
    ]
