"""Tasks for departments: seen with their words and proof by who holds the duty, and nothing else."""

from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Opened, SqlFile
from shouwang.kernel.scope.rights import WATCH

_ASKED = "(SELECT public.people_departments())"
_OWN = f"duty || ' ' || left(region_code, 6) = ANY ({_ASKED}::text[])"
_OF_A_CASE = f"""{_ASKED} <> '{{}}' AND EXISTS (
    SELECT FROM public.procedures_case AS c
    WHERE c.id = case_id AND c.departments && ({_ASKED}::varchar[]))"""
_BOTH = ("SELECT", "INSERT")


class Migration(migrations.Migration):

    dependencies = [
        ('accountability', '0003_proof_of_a_statement'),
        ('casework', '0002_row_security'),
        ('papers', '0005_enclosures'),
        ('people', '0010_departments'),
        ('procedures', '0005_departments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='task',
            name='task_handed_out_once',
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='task_duty_known',
        ),
        migrations.AlterField(
            model_name='task',
            name='duty',
            field=models.CharField(choices=[('village_cadre', '村干部'), ('township_clerk', '乡镇经办'), ('county_office', '县级办公室'), ('medical_officer', '医保经办'), ('education_officer', '教育经办'), ('housing_officer', '住建经办'), ('water_officer', '水利经办'), ('civil_affairs', '民政经办'), ('disability_officer', '残联经办'), ('employment_officer', '人社经办'), ('disaster_officer', '应急经办'), ('security_officer', '公安经办'), ('agriculture_officer', '农业农村经办')], max_length=20, verbose_name='由谁办'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('batch', 'region_code', 'duty'), name='task_handed_out_once'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['village_cadre', 'township_clerk', 'county_office', 'medical_officer', 'education_officer', 'housing_officer', 'water_officer', 'civil_affairs', 'disability_officer', 'employment_officer', 'disaster_officer', 'security_officer', 'agriculture_officer'])), name='task_duty_known'),
        ),
        Opened("task", WATCH, rows=_OWN),
        Opened("statement", WATCH, _BOTH, rows=_OF_A_CASE, new_rows=_OF_A_CASE),
        SqlFile(__file__, "departments"),
    ]
