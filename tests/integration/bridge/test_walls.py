"""The walls between the wings, as PostgreSQL's catalogue and its answers show them.

Whatever stands in no declared list must be closed: a table, view or function that is added later
and opened by mistake is named here.
"""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from tests import factories_bridge as make

from shouwang.kernel.scope import rights

MARKET, WATCH = "shouwang_market", "shouwang_watch"
# What both wings may look at, beside the market's own rooms.
SHARED = {"bridge", "ledger", "policies", "regions"}
MARKETS = {app.label for app in apps.get_app_configs() if app.name.startswith("shouwang.market.")}
WATCHES = {app.label for app in apps.get_app_configs() if app.name.startswith("shouwang.watch.")}

_RELATIONS = """
SELECT n.nspname || '.' || c.relname, c.relkind::text
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg_temp%%' AND n.nspname NOT LIKE 'pg_toast_temp%%'
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND (CASE WHEN c.relkind = 'S' THEN
         has_sequence_privilege(%(role)s, c.oid, 'USAGE, SELECT, UPDATE')
       ELSE has_table_privilege(%(role)s, c.oid,
              'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
            OR has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') END)
ORDER BY 1
"""
# Functions of ours, not of extensions, that the role may execute.
_FUNCTIONS = """
SELECT n.nspname || '.' || p.proname
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_temp%%'
  AND p.prorettype <> 'trigger'::regtype AND p.prosecdef
  AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1
"""
# Definers that a role needs: its own scope (of the market always empty), the books of its wing.
MARKET_DEFINERS = {"shouwang.signed_prefixes", "shouwang.signed_setting"}


def own_tables(labels: set[str]) -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.app_label in labels}


@pytest.fixture
def market(committed: None) -> Iterator[psycopg.Connection]:
    parameters = settings.PLACE.parameters(MARKET)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


@pytest.fixture
def watch(committed: None) -> Iterator[psycopg.Connection]:
    parameters = settings.PLACE.parameters(WATCH)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


def reachable(connection: psycopg.Connection, role: str) -> set[str]:
    return {name for name, _kind in connection.execute(_RELATIONS, {"role": role})}


def test_the_market_reaches_its_own_tables_and_what_is_shared_and_nothing_else(market):
    allowed = {f"public.{table}" for table in own_tables(SHARED | MARKETS)}
    found = market.execute(_RELATIONS, {"role": MARKET}).fetchall()
    assert {name for name, kind in found if kind != "S"} <= allowed
    # a sequence belongs to a table that the role may add to
    sequences = {name.removeprefix("public.") for name, kind in found if kind == "S"}
    owners = {table: app for app in SHARED | MARKETS for table in own_tables({app})}
    wanted = {
        name
        for name in sequences
        if not any(
            name.startswith(f"{table}_") and "INSERT" in rights.declared(app, table, MARKET)
            for table, app in owners.items()
        )
    }
    assert wanted == set()


def test_the_watch_reaches_no_table_of_the_market(watch):
    markets = {f"public.{table}" for table in own_tables(MARKETS)}
    assert markets & reachable(watch, WATCH) == set()


def test_every_table_of_the_watch_is_refused_to_the_market_by_name_alone(market):
    tables = sorted(own_tables(WATCHES | {"people", "procedures", "messaging", "auth"}))
    tables += ["bridge_holder", "bridge_taken", "django_migrations", "shouwang.scope_key"]
    said = set()
    for table in tables:
        for statement in (f"SELECT * FROM {table}", f"SELECT count(*) FROM {table}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
                market.execute(statement)
            diag = refused.value.diag
            said.add((diag.message_detail, diag.message_hint))
            assert diag.message_primary == f"permission denied for table {table.split('.')[-1]}"
    assert said == {(None, None)}


def test_the_market_executes_no_function_that_lends_the_watchs_rights(market):
    found = {name for (name,) in market.execute(_FUNCTIONS, {"role": MARKET})}
    ledgers = {name for name in found if name.startswith("shouwang.ledger_")}
    assert found - ledgers <= MARKET_DEFINERS


def test_functions_of_the_watch_are_refused_to_the_market(market):
    assert market.execute("SELECT shouwang.scope_prefixes()").fetchone() == ([],)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        market.execute("SELECT shouwang.journal_append('[]'::jsonb)")
    for function in ("reports_homes('360781100201', '钟某')", "reports_counties()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            market.execute(f"SELECT public.{function}")


@pytest.mark.parametrize(
    "setting", ["shouwang.scope", "shouwang.scope_signature", "shouwang.account"]
)
def test_a_setting_opens_nothing_to_the_market(market, setting):
    market.execute("SELECT set_config(%s, '*', false)", [setting])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        market.execute("SELECT * FROM bridge_holder")
    assert market.execute("SELECT shouwang.scope_prefixes()").fetchone() == ([],)


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE shouwang_watch",
        "SET ROLE shouwang_owner",
        "SET SESSION AUTHORIZATION shouwang_watch",
        "ALTER TABLE bridge_link DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON bridge_holder USING (true)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE bridge_attribution DISABLE TRIGGER attribution_live_link",
        "COPY bridge_holder TO STDOUT",
    ],
)
def test_the_market_cannot_free_itself(market, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        market.execute(statement)


def test_a_refusal_of_the_bridge_tells_nothing_of_anybody(market):
    supplier = make.card(market)
    link = "00000000-0000-0000-0000-000000000001"
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        make.attribution(market, link)  # type: ignore[arg-type]
    assert refused.value.diag.message_primary == "attribution without a live link"
    assert refused.value.diag.message_detail is None
    with pytest.raises(psycopg.errors.UniqueViolation) as twice:
        make.card(market, id=supplier)
    # with row security PostgreSQL leaves the values out
    assert twice.value.diag.message_detail is None
