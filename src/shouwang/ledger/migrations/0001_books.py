"""The books: accounts, entries, lines, what guards them and the functions that write them."""

import django.db.models.deletion
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, SqlFile


class Migration(migrations.Migration):

    initial = True

    dependencies = [("kernel", "0002_journal")]  # the schema of our functions

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('wing', models.TextField(choices=[('watch', 'Watch'), ('market', 'Market')])),
                ('key', models.TextField()),
                ('digest', models.UUIDField()),
                ('kind', models.TextField()),
                ('reference', models.TextField()),
                ('pending', models.BooleanField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('wing', models.TextField(choices=[('watch', 'Watch'), ('market', 'Market')])),
                ('stage', models.TextField(choices=[('posted', 'Posted'), ('held', 'Held'), ('taken', 'Taken'), ('released', 'Released')])),
                ('amount', models.BigIntegerField()),
                ('posted_after', models.BigIntegerField()),
                ('held_after', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('wing', models.TextField(choices=[('watch', 'Watch'), ('market', 'Market')])),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('wing', models.TextField(choices=[('watch', 'Watch'), ('market', 'Market')])),
                ('code', models.TextField()),
                ('unit', models.TextField()),
                ('may_go_below', models.BooleanField()),
                ('posted', models.BigIntegerField(db_default=0)),
                ('held', models.BigIntegerField(db_default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('wing', 'code'), name='ledger_account_code'), models.CheckConstraint(condition=models.Q(('may_go_below', True), ('posted__gte', models.F('held')), _connector='OR'), name='ledger_available_not_below_zero'), models.CheckConstraint(condition=models.Q(('held__gte', 0)), name='ledger_held_not_below_zero'), models.CheckConstraint(condition=models.Q(('wing__in', ['watch', 'market'])), name='ledger_account_wing')],
            },
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.entry')),
                ('wing', models.TextField(choices=[('watch', 'Watch'), ('market', 'Market')])),
                ('how', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.entry')),
                ('wing', models.TextField(choices=[('watch', 'Watch'), ('market', 'Market')])),
                ('expires_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['wing', 'reference'], name='ledger_entry_reference'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('wing', 'key'), name='ledger_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('pending', True), ('expires_at__isnull', True), _connector='OR'), name='ledger_only_pending_expires'),
        ),
        migrations.AddField(
            model_name='line',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.account'),
        ),
        migrations.AddField(
            model_name='line',
            name='entry',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.entry'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['posted', 'voided', 'expired'])), name='ledger_how_known'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['wing', 'expires_at'], name='ledger_waiting_expires'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['account', 'id'], name='ledger_line_account'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='ledger_line_moves'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['posted', 'held', 'taken', 'released'])), name='ledger_line_stage'),
        ),
        SqlFile(__file__, "books"),
        SqlFile(__file__, "writing"),
        SqlFile(__file__, "many"),
        Grants("ledger"),
    ]
