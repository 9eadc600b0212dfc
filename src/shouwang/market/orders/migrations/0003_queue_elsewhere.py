"""What is ripe stands in settlement's queue; a line is no longer marked as settled."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_tracking_by_steps'),
        ('settlement', '0002_queue_wages_and_gate'),  # fills the queue from the marks
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='line',
            name='line_ripe',
        ),
        migrations.RemoveField(
            model_name='line',
            name='settled_at',
        ),
    ]
