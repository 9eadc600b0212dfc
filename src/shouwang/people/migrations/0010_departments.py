"""The officer of agriculture; what an account is asked for its department, known to policies."""

from django.db import migrations, models

from shouwang.kernel.scope.declare import SqlFile


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_hotline_operator'),
        ('kernel', '0004_signed_account'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='accountrequest',
            name='request_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='duty',
            name='duty_kind_known',
        ),
        migrations.AlterField(
            model_name='accountrequest',
            name='kind',
            field=models.CharField(choices=[('county_office', '县级办公室'), ('township_clerk', '乡镇经办'), ('village_cadre', '村干部'), ('medical_officer', '医保经办'), ('education_officer', '教育经办'), ('housing_officer', '住建经办'), ('water_officer', '水利经办'), ('civil_affairs', '民政经办'), ('disability_officer', '残联经办'), ('employment_officer', '人社经办'), ('disaster_officer', '应急经办'), ('security_officer', '公安经办'), ('agriculture_officer', '农业农村经办'), ('hotline', '热线接线员'), ('auditor', '审计监督'), ('administrator', '系统管理员')], max_length=20, verbose_name='职责'),
        ),
        migrations.AlterField(
            model_name='duty',
            name='kind',
            field=models.CharField(choices=[('county_office', '县级办公室'), ('township_clerk', '乡镇经办'), ('village_cadre', '村干部'), ('medical_officer', '医保经办'), ('education_officer', '教育经办'), ('housing_officer', '住建经办'), ('water_officer', '水利经办'), ('civil_affairs', '民政经办'), ('disability_officer', '残联经办'), ('employment_officer', '人社经办'), ('disaster_officer', '应急经办'), ('security_officer', '公安经办'), ('agriculture_officer', '农业农村经办'), ('hotline', '热线接线员'), ('auditor', '审计监督'), ('administrator', '系统管理员')], max_length=20, verbose_name='职责'),
        ),
        migrations.AddConstraint(
            model_name='accountrequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['county_office', 'township_clerk', 'village_cadre', 'medical_officer', 'education_officer', 'housing_officer', 'water_officer', 'civil_affairs', 'disability_officer', 'employment_officer', 'disaster_officer', 'security_officer', 'agriculture_officer', 'hotline', 'auditor', 'administrator'])), name='request_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['county_office', 'township_clerk', 'village_cadre', 'medical_officer', 'education_officer', 'housing_officer', 'water_officer', 'civil_affairs', 'disability_officer', 'employment_officer', 'disaster_officer', 'security_officer', 'agriculture_officer', 'hotline', 'auditor', 'administrator'])), name='duty_kind_known'),
        ),
        SqlFile(__file__, "departments"),
    ]
