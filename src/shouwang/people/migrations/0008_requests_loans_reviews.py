"""Requests for accounts, lent duties, reviews; pairs of duties that exclude each other."""

import django.db.models.deletion
import shouwang.kernel.crypto.fields
from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, SqlFile


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_signed_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='duty',
            name='lent_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='people.duty'),
        ),
        migrations.CreateModel(
            name='AccountRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('display_name', models.CharField(max_length=60, verbose_name='姓名')),
                ('telephone', shouwang.kernel.crypto.fields.EncryptedTextField(verbose_name='电话')),
                ('office', models.CharField(max_length=100, verbose_name='单位')),
                ('kind', models.CharField(choices=[('county_office', '县级办公室'), ('township_clerk', '乡镇经办'), ('village_cadre', '村干部'), ('medical_officer', '医保经办'), ('education_officer', '教育经办'), ('housing_officer', '住建经办'), ('water_officer', '水利经办'), ('civil_affairs', '民政经办'), ('disability_officer', '残联经办'), ('employment_officer', '人社经办'), ('disaster_officer', '应急经办'), ('security_officer', '公安经办'), ('auditor', '审计监督'), ('administrator', '系统管理员')], max_length=20, verbose_name='职责')),
                ('region_code', models.CharField(max_length=12, verbose_name='地区')),
                ('reason', models.CharField(max_length=200, verbose_name='事由')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('address_digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('waiting', '待办'), ('approved', '已通过'), ('refused', '未通过')], default='waiting', max_length=8)),
                ('decided_at', models.DateTimeField(null=True, verbose_name='办理时间')),
                ('decision', models.CharField(blank=True, max_length=200, verbose_name='办理意见')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '账号申请',
                'verbose_name_plural': '账号申请',
                'indexes': [models.Index(fields=['address_digest', 'asked_at'], name='request_address_at'), models.Index(fields=['region_code', '-asked_at'], name='request_place_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['county_office', 'township_clerk', 'village_cadre', 'medical_officer', 'education_officer', 'housing_officer', 'water_officer', 'civil_affairs', 'disability_officer', 'employment_officer', 'disaster_officer', 'security_officer', 'auditor', 'administrator'])), name='request_kind_known'), models.CheckConstraint(condition=models.Q(('region_code__regex', '^\\d{12}$')), name='request_region_shape'), models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('decided_by', None), ('state', 'waiting')), models.Q(('account__isnull', False), ('decided_by__isnull', False), ('state', 'approved')), models.Q(('account', None), ('decided_by__isnull', False), ('state', 'refused')), _connector='OR'), name='request_decided_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='DutyReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region_code', models.CharField(max_length=12, verbose_name='地区')),
                ('at', models.DateTimeField(verbose_name='复核时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='people.duty')),
            ],
            options={
                'verbose_name': '职责复核',
                'verbose_name_plural': '职责复核',
                'indexes': [models.Index(fields=['duty', '-at'], name='review_latest')],
            },
        ),
        SqlFile(__file__, "pairs_and_loans"),
        Grants("people"),
    ]
