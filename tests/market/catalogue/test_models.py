"""What the database refuses, and that a product's history is only added to."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_terms_lie_apart_from_the_rows_of_search():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage::text FROM pg_attribute WHERE attname = 'terms'"
            " AND attrelid = 'catalogue_entry'::regclass"
        )
        assert cursor.fetchone() == ("e",)


def test_history_is_only_added_to():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = current_user AND table_name = 'catalogue_productevent'"
            " ORDER BY privilege_type"
        )
        assert cursor.fetchall() == [("INSERT",), ("SELECT",)]
