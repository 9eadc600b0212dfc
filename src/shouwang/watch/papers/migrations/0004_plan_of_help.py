"""The plan of help is one of the papers that can be verified."""

from django.db import migrations, models

KINDS = [
    ("card", "户卡"),
    ("handbook", "帮扶手册"),
    ("cover", "档案盒封面"),
    ("label", "档案盒侧标签"),
    ("roll", "花名册"),
    ("application", "申请书暨核对授权书"),
    ("minutes", "民主评议会议记录"),
    ("notice", "公示"),
    ("announcement", "公告"),
    ("exit_notice", "退出或风险消除通知书"),
    ("plan", "帮扶计划"),
]


class Migration(migrations.Migration):
    dependencies = [("papers", "0003_letters")]
    operations = [
        migrations.AlterField(
            model_name="printjob",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12),
        ),
        migrations.AlterField(
            model_name="verification",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12),
        ),
    ]
