"""The queue of what arrived, work on batches, wages, and the price at the farm gate."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, SqlFile


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_members_and_sessions'),
        ('orders', '0001_orders_payments_parcels'),
        ('settlement', '0001_splits_and_payouts'),
        ('supply', '0001_plots_batches_listings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ripening',
            fields=[
                ('line', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('supplier', models.UUIDField(verbose_name='供货主体')),
                ('delivered_at', models.DateTimeField(verbose_name='收完时间')),
            ],
            options={
                'verbose_name': '待结算的订单行',
            },
        ),
        migrations.CreateModel(
            name='Workday',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('link', models.UUIDField(verbose_name='供货链接')),
                ('task', models.CharField(choices=[('picking', '采摘'), ('sorting', '分拣'), ('packing', '包装'), ('other', '其他')], max_length=8, verbose_name='做什么')),
                ('on', models.DateField(verbose_name='日期')),
                ('half_days', models.PositiveSmallIntegerField(verbose_name='半天数')),
                ('at', models.DateTimeField(verbose_name='录入时间')),
            ],
            options={
                'verbose_name': '务工记录',
            },
        ),
        migrations.RemoveConstraint(
            model_name='split',
            name='split_within_net',
        ),
        migrations.AddField(
            model_name='share',
            name='is_wage',
            field=models.BooleanField(db_default=False, default=False, verbose_name='务工报酬'),
        ),
        migrations.AddField(
            model_name='split',
            name='batch_half_days',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='批次用工（半天）'),
        ),
        migrations.AddField(
            model_name='split',
            name='gate_fen_kg',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='地头价（分/千克）'),
        ),
        migrations.AddField(
            model_name='split',
            name='wage_per_mille',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='务工报酬（‰）'),
        ),
        migrations.AddField(
            model_name='split',
            name='wages_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='务工报酬（分）'),
        ),
        migrations.AddConstraint(
            model_name='split',
            constraint=models.CheckConstraint(condition=models.Q(('net_fen__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('households_fen'), '+', models.F('wages_fen')), '+', models.F('fee_fen'))), ('fee_fen__gte', 0), ('grams__gte', 0), ('households_fen__gte', 0), ('wages_fen__gte', 0)), name='split_within_net'),
        ),
        migrations.AddIndex(
            model_name='ripening',
            index=models.Index(fields=['delivered_at'], name='ripening_oldest'),
        ),
        migrations.AddField(
            model_name='workday',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='workdays', to='supply.batch'),
        ),
        migrations.AddField(
            model_name='workday',
            name='by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='workday',
            name='replaces',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='settlement.workday'),
        ),
        migrations.AddIndex(
            model_name='workday',
            index=models.Index(fields=['batch', 'link'], name='workday_of_batch'),
        ),
        migrations.AddIndex(
            model_name='workday',
            index=models.Index(fields=['link', '-on'], name='workday_of_link'),
        ),
        migrations.AddConstraint(
            model_name='workday',
            constraint=models.CheckConstraint(condition=models.Q(('task__in', ['picking', 'sorting', 'packing', 'other'])), name='workday_task_known'),
        ),
        migrations.AddConstraint(
            model_name='workday',
            constraint=models.CheckConstraint(condition=models.Q(('half_days__gt', 0), ('replaces__isnull', False), _connector='OR'), name='workday_of_some_time'),
        ),
        migrations.AddConstraint(
            model_name='workday',
            constraint=models.CheckConstraint(condition=models.Q(('half_days__lte', 20)), name='workday_within_a_day'),
        ),
        SqlFile(__file__, 'queue_and_work'),
        Grants('settlement'),
    ]
