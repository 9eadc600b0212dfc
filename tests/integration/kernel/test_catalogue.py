import pytest
from django.db import connection

from shouwang.kernel.scope import catalogue

pytestmark = pytest.mark.django_db


def test_no_table_with_a_place_is_forgotten():
    assert catalogue.unprotected_tables() == []


def test_no_exemption_is_idle():
    assert catalogue.idle_exemptions() == []


def test_the_rights_in_the_catalogue_are_the_declared_ones():
    assert catalogue.misgranted() == []


def test_the_rights_on_columns_are_the_declared_ones(owner):
    assert catalogue.misgranted_columns() == []
    owner.execute("GRANT UPDATE (fen) ON bridge_attribution TO shouwang_market")
    try:
        found = ("bridge_attribution", "shouwang_market", "fen UPDATE")
        assert catalogue.misgranted_columns() == [found]
    finally:
        owner.execute("REVOKE UPDATE (fen) ON bridge_attribution FROM shouwang_market")


def test_no_view_or_function_lends_its_owners_rights():
    assert catalogue.side_doors() == []


def test_the_application_connects_as_a_role_that_cannot_bypass_anything():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("CREATE TABLE kt_forgotten (region_code text)", ["kt_forgotten"]),
        ("CREATE TABLE kt_forgotten (household_id bigint)", ["kt_forgotten"]),
    ],
)
def test_a_forgotten_table_is_named(owner, statement, finding):
    owner.execute(statement)
    try:
        assert catalogue.unprotected_tables() == finding
    finally:
        owner.execute("DROP TABLE kt_forgotten")


def test_side_doors_are_named(owner):
    owner.execute("CREATE VIEW kt_door AS SELECT 1")
    owner.execute(
        "CREATE FUNCTION kt_lend() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    )
    owner.execute("GRANT SELECT ON kt_door TO shouwang_market")
    try:
        assert catalogue.side_doors() == ["kt_door", "public.kt_lend"]
        undeclared = ("kt_door", "shouwang_market", "SELECT", "undeclared")
        assert undeclared in catalogue.misgranted()
    finally:
        owner.execute("DROP VIEW kt_door; DROP FUNCTION kt_lend()")
