"""Who took which list out of the market."""

import django.db.models.deletion
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0002_blocks'),
        ('suppliers', '0002_wages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Taking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('packing', '待发货清单'), ('slips', '装箱单和地址签'), ('sold', '订单清单'), ('declarations', '供货申报表'), ('earnings', '社员所得'), ('goods', '商品清单'), ('payout', '付款表')], max_length=12, verbose_name='清单')),
                ('about', models.CharField(blank=True, max_length=60, verbose_name='范围')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('supplier', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
            ],
            options={
                'verbose_name': '取走的清单',
                'indexes': [models.Index(fields=['-at', '-id'], name='taking_newest'), models.Index(fields=['supplier', '-at', '-id'], name='taking_of_supplier')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['packing', 'slips', 'sold', 'declarations', 'earnings', 'goods', 'payout'])), name='taking_kind_known'), models.CheckConstraint(condition=models.Q(('kind', 'payout'), ('supplier__isnull', False), _connector='OR'), name='taking_of_a_supplier')],
            },
        ),
        Grants('suppliers'),
    ]
