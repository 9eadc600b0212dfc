"""What leaves the house, and how each account wants to be told."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shouwang.kernel.crypto.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, SqlFile


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0001_messages'),
        ('people', '0009_hotline_operator'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digest', models.BooleanField(default=True, verbose_name='每日待办')),
                ('refused', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ('wechat', shouwang.kernel.crypto.fields.EncryptedTextField(null=True, verbose_name='微信接收标识')),
                ('changed_at', models.DateTimeField(verbose_name='修改时间')),
            ],
            options={
                'verbose_name': '消息设置',
                'verbose_name_plural': '消息设置',
            },
        ),
        migrations.CreateModel(
            name='Outgoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('channel', models.CharField(choices=[('sms', '短信'), ('wechat', '微信'), ('console', '服务器日志')], max_length=10, verbose_name='渠道')),
                ('telephone', shouwang.kernel.crypto.fields.EncryptedTextField(null=True, verbose_name='电话')),
                ('region_code', models.CharField(max_length=12, verbose_name='地区')),
                ('template', models.CharField(max_length=40, verbose_name='模板')),
                ('parameters', models.JSONField(default=dict)),
                ('urgent', models.BooleanField(default=False, verbose_name='紧急')),
                ('once', models.CharField(max_length=250, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('due_at', models.DateTimeField(verbose_name='应发时间')),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sending', '发送中'), ('sent', '已发送'), ('failed', '未能发送'), ('uncertain', '不确定是否送达'), ('dropped', '不再发送')], default='waiting', max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                ('begun_at', models.DateTimeField(null=True, verbose_name='最近一次开始')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('receipt', models.CharField(blank=True, max_length=100, verbose_name='回执')),
                ('fault', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '外发消息',
                'verbose_name_plural': '外发消息',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='outgoing_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['id'], name='outgoing_under_way'), models.Index(fields=['state', '-id'], name='outgoing_state'), models.Index(fields=['made_at'], name='outgoing_made')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('telephone__isnull', True)), models.Q(('account__isnull', True), ('telephone__isnull', False)), _connector='OR'), name='outgoing_one_recipient'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'failed', 'uncertain', 'dropped'])), name='outgoing_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['sms', 'wechat', 'console'])), name='outgoing_channel_known'), models.CheckConstraint(condition=models.Q(('region_code__regex', '^\\d{12}$')), name='outgoing_region_shape'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('begun_at__isnull', False), _connector='OR'), name='outgoing_sending_has_begun')],
            },
        ),
        SqlFile(__file__, "outgoing"),
        Grants("messaging"),
    ]
