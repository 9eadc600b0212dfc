"""Settings that the application did not sign show nothing."""

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from tests.integration.kernel.conftest import VILLAGE

from shouwang.kernel.scope import Scope, entered, signing

pytestmark = pytest.mark.django_db(transaction=False)

EVERYTHING = "SELECT id FROM trial_farm ORDER BY id"


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def settings_now():
    names = ("shouwang.scope", "shouwang.scope_signature")
    return rows("SELECT current_setting(%s, true), current_setting(%s, true)", *names)[0]


def another_session() -> psycopg.Connection:
    return psycopg.connect(**settings.PLACE.parameters("shouwang_watch"), autocommit=True)


@pytest.mark.parametrize("forged", ["*", "36", "360781", VILLAGE])
@pytest.mark.parametrize("proof", ["", "0" * 64])
def test_a_scope_that_sql_set_itself_shows_nothing(trial, forged, proof):
    with transaction.atomic():
        rows("SELECT set_config('shouwang.scope', %s, true)", forged)
        rows("SELECT set_config('shouwang.scope_signature', %s, true)", proof)
        assert rows(EVERYTHING) == []


def test_an_entered_scope_cannot_be_widened_by_sql(trial):
    with entered(Scope((VILLAGE,))):
        assert rows(EVERYTHING) == [(1,)]
        rows("SELECT set_config('shouwang.scope', '360781', true)")
        assert rows(EVERYTHING) == []


def test_nothing_is_written_into_an_unsigned_scope(trial):
    rows("SELECT set_config('shouwang.scope', '*', true)")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows("INSERT INTO trial_farm (region_code, name) VALUES (%s, '') RETURNING id", VILLAGE)


def test_a_signature_is_good_for_its_own_session_only(trial):
    with entered(Scope(("360781",))):
        scope, proof = settings_now()
        assert len(rows(EVERYTHING)) == 2
    with another_session() as other:
        other.execute("SELECT set_config('shouwang.scope', %s, false)", [scope])
        other.execute("SELECT set_config('shouwang.scope_signature', %s, false)", [proof])
        assert other.execute(EVERYTHING).fetchall() == []
        own = signing.signature("shouwang.scope", scope, other.info.backend_pid)
        other.execute("SELECT set_config('shouwang.scope_signature', %s, false)", [own])
        assert other.execute(EVERYTHING).fetchall() == [(1,), (2,)]


def test_a_signature_is_good_for_its_own_setting_only(trial):
    with entered(Scope(("360781",))):
        process = connection.connection.info.backend_pid
        other = signing.signature("shouwang.people", "*", process)
        rows("SELECT set_config('shouwang.scope', '*', true)")
        rows("SELECT set_config('shouwang.scope_signature', %s, true)", other)
        assert rows(EVERYTHING) == []


def signed_account():
    return rows("SELECT shouwang.signed_setting('shouwang.account')")[0][0]


def test_an_account_counts_only_as_it_was_signed(trial):
    with entered(Scope((), account="7")):
        assert signed_account() == "7"
        rows("SELECT set_config('shouwang.account', '8', true)")
        assert signed_account() is None
        rows("SELECT set_config('shouwang.account_signature', '', true)")
        assert signed_account() is None
    with entered(Scope((VILLAGE,))):
        assert signed_account() is None


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM shouwang.scope_key",
        "UPDATE shouwang.scope_key SET inner_pad = inner_pad",
        "CREATE OR REPLACE FUNCTION shouwang.signed_prefixes(setting text) RETURNS text[]"
        " LANGUAGE sql AS 'SELECT ARRAY['''']'",
        "CREATE OR REPLACE FUNCTION shouwang.signed_setting(setting text) RETURNS text"
        " LANGUAGE sql AS 'SELECT ''*'''",
    ],
)
def test_the_key_stays_with_the_owner(trial, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        rows(statement)


def test_other_sessions_do_not_read_the_signature_in_the_list_of_activities(trial):
    with entered(Scope(("360781",))):
        with another_session() as other:
            ((shown,),) = other.execute(
                "SELECT query FROM pg_stat_activity WHERE pid = %s",
                [connection.connection.info.backend_pid],
            ).fetchall()
        assert "set_config('shouwang.scope', $1, true)" in shown
        assert "360781" not in shown


def test_the_owner_needs_no_signature(trial, owner):
    owner.execute("SET shouwang.scope = '360781,360782'")
    assert owner.execute(EVERYTHING).fetchall() == [(1,), (2,), (3,)]
    owner.execute("SET shouwang.scope = '*'")
    assert owner.execute(EVERYTHING).fetchall() == [(1,), (2,), (3,)]


def test_who_may_become_the_owner_needs_no_signature(trial, superuser):
    """A server's administrator without superuser rights makes the backup."""
    superuser.execute("CREATE ROLE trial_maker LOGIN PASSWORD 'trial' IN ROLE shouwang_owner")
    try:
        parameters = settings.PLACE.parameters("shouwang_watch")
        with psycopg.connect(**parameters | {"user": "trial_maker", "password": "trial"}) as maker:
            assert maker.execute(EVERYTHING).fetchall() == []
            maker.execute("SET shouwang.scope = '*'")
            assert maker.execute(EVERYTHING).fetchall() == [(1,), (2,), (3,)]
    finally:
        superuser.execute("DROP ROLE trial_maker")


def test_an_index_key_that_the_database_does_not_know_shows_nothing(trial, settings):
    settings.SHOUWANG_KEYS = type(settings.SHOUWANG_KEYS).generate()
    with entered(Scope.everywhere()):
        assert rows(EVERYTHING) == []


def test_a_great_table_is_still_read_in_parallel(trial, superuser):
    superuser.execute(
        "INSERT INTO trial_farm (region_code, name)"
        " SELECT '3607811' || lpad((n % 50)::text, 2, '0') || '001', ''"
        " FROM generate_series(1, 20000) n"
    )
    superuser.execute("ANALYZE trial_farm")
    with entered(Scope.everywhere()):
        rows("SELECT set_config('min_parallel_table_scan_size', '0', true)")
        rows("SELECT set_config('parallel_setup_cost', '0', true)")
        rows("SELECT set_config('parallel_tuple_cost', '0', true)")
        plan = "\n".join(line for (line,) in rows("EXPLAIN SELECT count(*) FROM trial_farm"))
        assert "Gather" in plan
        assert rows("SELECT count(*) FROM trial_farm") == [(20003,)]
