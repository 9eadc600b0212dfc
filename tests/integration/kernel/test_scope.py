import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.integration.kernel.conftest import ELSEWHERE, NEIGHBOUR, VILLAGE

from shouwang.kernel.scope import NOTHING, Scope, ScopeWidened, current, entered, streamed

pytestmark = pytest.mark.django_db(transaction=False)

HERE = Scope((VILLAGE,))
SCOPES = [
    (Scope(()), []),
    (Scope((VILLAGE,)), [1]),
    (Scope(("360781100",)), [1, 2]),
    (Scope(("360781",)), [1, 2]),
    (Scope((VILLAGE, ELSEWHERE)), [1, 3]),
    (Scope(("36",)), [1, 2, 3]),
    (Scope.everywhere(), [1, 2, 3]),
    (Scope(("11",)), []),
]


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.mark.parametrize(("scope", "seen"), SCOPES)
@pytest.mark.parametrize("model", ["Farm", "Harvest"])
def test_every_way_of_reading_finds_the_scope_and_nothing_else(trial, scope, seen, model):
    objects = getattr(trial, model).objects
    table = f"trial_{model.lower()}"
    with entered(scope):
        assert [row.pk for row in objects.order_by("pk")] == seen
        assert objects.count() == len(seen)
        assert objects.filter(pk=3).exists() == (3 in seen)
        assert rows(f"SELECT id FROM {table} ORDER BY id") == [(number,) for number in seen]
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} (id) TO STDOUT") as copy:
            assert sorted(int(row[0]) for row in copy.rows()) == seen


def test_without_a_scope_there_is_nothing(trial):
    assert trial.Farm.objects.count() == 0
    assert rows("SELECT count(*) FROM trial_harvest") == [(0,)]


def test_rows_elsewhere_are_neither_changed_nor_deleted(trial, superuser):
    with entered(HERE):
        assert trial.Farm.objects.filter(pk__in=[2, 3]).update(name="mine") == 0
        assert rows("UPDATE trial_farm SET name = 'mine' RETURNING id") == [(1,)]
        assert rows("DELETE FROM trial_harvest RETURNING id") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO trial_farm (region_code, name) VALUES ('{NEIGHBOUR}', '')",
        f"UPDATE trial_farm SET region_code = '{NEIGHBOUR}'",
        f"INSERT INTO trial_harvest (farm_id, region_code, grams) VALUES (2, '{NEIGHBOUR}', 1)",
        "INSERT INTO trial_harvest (farm_id, region_code, grams) VALUES (2, '', 1)",
    ],
)
def test_rows_elsewhere_are_not_made(trial, statement):
    with pytest.raises(DatabaseError), entered(HERE):
        rows(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE shouwang_owner",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION shouwang_owner",
        "ALTER TABLE trial_farm DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE trial_farm NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY scope ON trial_farm",
        "CREATE POLICY mine ON trial_farm USING (true)",
        "ALTER ROLE shouwang_watch BYPASSRLS",
        "ALTER ROLE shouwang_watch SUPERUSER",
        "SET session_replication_role = replica",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION shouwang.scope_prefixes() RETURNS text[] LANGUAGE sql"
        " AS 'SELECT ARRAY['''']'",
        "GRANT SELECT ON trial_farm TO shouwang_market",
        "TRUNCATE trial_farm",
        "COPY trial_farm FROM STDIN",
        "SET row_security = off; SELECT * FROM trial_farm",
    ],
)
def test_the_role_cannot_free_itself(trial, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        rows(statement)


def test_a_temporary_view_or_function_sees_no_more(trial):
    with entered(HERE):
        rows_of = "SELECT id FROM trial_farm"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY VIEW mine AS {rows_of}")
            cursor.execute(
                "CREATE FUNCTION pg_temp.mine() RETURNS SETOF bigint LANGUAGE sql"
                f" SECURITY DEFINER AS '{rows_of}'"
            )
        assert rows("SELECT id FROM mine") == [(1,)]
        assert rows("SELECT pg_temp.mine()") == [(1,)]


def test_the_owner_sees_only_its_scope_too(trial, owner):
    assert owner.execute("SELECT count(*) FROM trial_farm").fetchone() == (0,)
    owner.execute("SET shouwang.scope = '360782'")
    assert owner.execute("SELECT id FROM trial_farm").fetchall() == [(3,)]


def test_what_belongs_to_a_row_takes_its_place_and_moves_with_it(trial):
    with entered(Scope(("360781",))):
        harvest = trial.Harvest.objects.create(farm_id=1, grams=5)
        harvest.refresh_from_db()
        assert harvest.region_code == VILLAGE
        trial.Farm.objects.filter(pk=1).update(region_code=NEIGHBOUR)
        harvest.refresh_from_db()
        assert harvest.region_code == NEIGHBOUR


def test_a_place_other_than_the_parents_is_refused(trial):
    with entered(Scope.everywhere()):
        trial.Harvest.objects.create(farm_id=1, region_code=NEIGHBOUR)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_an_inner_scope_is_narrower_and_the_outer_comes_back(trial):
    with entered(Scope(("360781",))):
        with entered(HERE):
            assert trial.Farm.objects.count() == 1
            assert current() == HERE
        assert trial.Farm.objects.count() == 2
        with pytest.raises(RuntimeError), entered(HERE):
            raise RuntimeError
        assert trial.Farm.objects.count() == 2
        with pytest.raises(ScopeWidened), entered(Scope(("360782",))):
            pass
    assert current() == NOTHING
    assert trial.Farm.objects.count() == 0


def test_account_and_duty_are_known_to_the_database(trial):
    with entered(Scope((VILLAGE,), account="7", duty="cadre")):
        settings = "SELECT current_setting('shouwang.account'), current_setting('shouwang.duty')"
        assert rows(settings) == [("7", "cadre")]


def test_a_stream_is_read_in_its_own_scope(trial):
    with entered(Scope(("360781",))):
        stream = streamed(lambda: trial.Farm.objects.order_by("pk").iterator(), HERE)
        with pytest.raises(ScopeWidened):
            next(streamed(lambda: trial.Farm.objects.iterator(), Scope.everywhere()))
    assert current() == NOTHING
    assert [farm.pk for farm in stream] == [1]
    assert trial.Farm.objects.count() == 0


def test_a_stream_left_early_closes_its_transaction(trial):
    stream = streamed(lambda: trial.Farm.objects.order_by("pk").iterator(), Scope.everywhere())
    assert next(stream).pk == 1
    assert current() == NOTHING
    stream.close()
    assert trial.Farm.objects.count() == 0


def test_another_thread_has_no_scope(trial):
    found = []
    with entered(Scope.everywhere()):
        thread = threading.Thread(target=lambda: found.append(current()))
        thread.start()
        thread.join()
    assert found == [NOTHING]


@pytest.mark.parametrize("model", ["farm", "harvest"])
def test_a_village_is_found_by_index(trial, superuser, model):
    superuser.execute(
        "INSERT INTO trial_farm (region_code, name)"
        " SELECT '3607811' || lpad((n % 50)::text, 2, '0') || '001', ''"
        " FROM generate_series(1, 20000) n"
    )
    superuser.execute(
        "INSERT INTO trial_harvest (farm_id, region_code, grams)"
        " SELECT id, region_code, 1 FROM trial_farm"
    )
    superuser.execute(f"ANALYZE trial_{model}")
    with entered(HERE):
        plan = "\n".join(line for (line,) in rows(f"EXPLAIN SELECT * FROM trial_{model}"))
    assert f"on trial_{model}_region_code" in plan
    assert "Seq Scan" not in plan
