"""Splits of order lines, freight released, payouts."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_members_and_sessions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='编号')),
                ('state', models.CharField(choices=[('drawn_up', '待复核'), ('approved', '已复核'), ('dropped', '已作废')], default='drawn_up', max_length=10, verbose_name='状态')),
                ('drawn_up_at', models.DateTimeField(verbose_name='制表时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('drawn_up_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'verbose_name': '付款表',
            },
        ),
        migrations.CreateModel(
            name='PayoutLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='序号')),
                ('account', models.TextField(verbose_name='账户')),
                ('payee', models.CharField(max_length=40, verbose_name='收款编号')),
                ('name', models.CharField(max_length=100, verbose_name='收款方')),
                ('fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('state', models.CharField(choices=[('waiting', '待银行回盘'), ('accepted', '已到账'), ('failed', '付款失败')], default='waiting', max_length=10, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='原因')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='回盘时间')),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='settlement.payout')),
            ],
            options={
                'verbose_name': '付款明细',
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('contracted', '已签约'), ('delivered', '已结算')], max_length=10, verbose_name='阶段')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('lines', models.PositiveIntegerField(verbose_name='订单行数')),
                ('net_fen', models.BigIntegerField(verbose_name='货款（分）')),
                ('households_fen', models.BigIntegerField(verbose_name='农户所得（分）')),
                ('is_complete', models.BooleanField(verbose_name='已全部处理')),
            ],
            options={
                'verbose_name': '结算批次',
                'indexes': [models.Index(fields=['stage', '-at'], name='settlement_run_newest')],
            },
        ),
        migrations.CreateModel(
            name='FreightRelease',
            fields=[
                ('part', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('supplier', models.UUIDField(verbose_name='供货主体')),
                ('fen', models.BigIntegerField(verbose_name='运费（分）')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='freights', to='settlement.run')),
            ],
            options={
                'verbose_name': '运费结算',
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.UUIDField(verbose_name='订单行')),
                ('stage', models.CharField(choices=[('contracted', '已签约'), ('delivered', '已结算')], max_length=10, verbose_name='阶段')),
                ('version', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('link', models.UUIDField(verbose_name='供货链接')),
                ('weight', models.BigIntegerField(verbose_name='交售重量（克）')),
                ('fen', models.BigIntegerField(verbose_name='所得（分）')),
                ('grams', models.BigIntegerField(verbose_name='重量（克）')),
                ('delta_fen', models.BigIntegerField(verbose_name='变动（分）')),
                ('delta_grams', models.BigIntegerField(verbose_name='变动（克）')),
                ('has_odd_fen', models.BooleanField(verbose_name='含尾差一分')),
                ('is_withheld', models.BooleanField(verbose_name='已撤回，不计')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='settlement.run')),
            ],
            options={
                'verbose_name': '农户分成',
            },
        ),
        migrations.CreateModel(
            name='Split',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.UUIDField(verbose_name='订单行')),
                ('stage', models.CharField(choices=[('contracted', '已签约'), ('delivered', '已结算')], max_length=10, verbose_name='阶段')),
                ('version', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('supplier', models.UUIDField(verbose_name='供货主体')),
                ('net_fen', models.BigIntegerField(verbose_name='货款（分）')),
                ('grams', models.BigIntegerField(verbose_name='重量（克）')),
                ('households_fen', models.BigIntegerField(verbose_name='农户所得（分）')),
                ('fee_fen', models.BigIntegerField(verbose_name='服务费（分）')),
                ('share_per_mille', models.PositiveSmallIntegerField(verbose_name='农户分成（‰）')),
                ('fee_per_mille', models.PositiveSmallIntegerField(verbose_name='服务费率（‰）')),
                ('batch_grams', models.BigIntegerField(verbose_name='批次总重（克）')),
                ('ordered_on', models.DateField(verbose_name='下单日期')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='splits', to='settlement.run')),
            ],
            options={
                'verbose_name': '订单行分账',
            },
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['drawn_up', 'approved', 'dropped'])), name='payout_state_known'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('drawn_up_by')), _negated=True)), _connector='OR'), name='payout_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.UniqueConstraint(fields=('payout', 'place'), name='payout_line_place'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.UniqueConstraint(fields=('payout', 'account'), name='payout_line_payee_once'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0)), name='payout_line_pays'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'waiting')), models.Q(('answered_at__isnull', False), ('state__in', ['accepted', 'failed'])), _connector='OR'), name='payout_line_answered'),
        ),
        migrations.AddIndex(
            model_name='share',
            index=models.Index(fields=['line'], name='share_of_line'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gte', 0), ('grams__gte', 0), ('weight__gt', 0)), name='share_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='split',
            constraint=models.UniqueConstraint(fields=('line', 'stage', 'version'), name='split_version_once'),
        ),
        migrations.AddConstraint(
            model_name='split',
            constraint=models.CheckConstraint(condition=models.Q(('net_fen__gte', django.db.models.expressions.CombinedExpression(models.F('households_fen'), '+', models.F('fee_fen'))), ('fee_fen__gte', 0), ('grams__gte', 0), ('households_fen__gte', 0)), name='split_within_net'),
        ),
        Grants("settlement"),
    ]
