"""Outlines are read inside the county and written by those whose scope holds it."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_boundaries"),
        ("kernel", "0001_scope"),
    ]

    operations = [
        SqlFile(__file__, "boundary_readers"),
        RowSecurity("boundary", commands=("INSERT", "UPDATE", "DELETE")),
        Grants("regions"),
    ]
