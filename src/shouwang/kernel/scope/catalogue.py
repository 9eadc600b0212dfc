"""What PostgreSQL's catalogue says about rights and row security, against what is declared."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from shouwang.kernel.scope import rights

# A table has a place when it has a column of that name, or refers to a table with row security.
_UNPROTECTED = """
SELECT c.relname
FROM pg_class AS c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid))
  AND (EXISTS (SELECT FROM pg_attribute AS a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 AND a.attname IN ('region_code', 'region', 'region_id', 'household_id'))
       OR EXISTS (SELECT FROM pg_constraint AS f JOIN pg_class AS t ON t.oid = f.confrelid
                  WHERE f.contype = 'f' AND f.conrelid = c.oid AND t.relrowsecurity))
ORDER BY c.relname
"""
_OPEN_VIEWS = """
SELECT c.oid::regclass::text
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'shouwang')
  AND (c.relkind = 'm'
       OR c.relkind = 'v' AND NOT coalesce(c.reloptions, '{}')
           && '{security_invoker=true,security_invoker=on}'::text[])
"""
_DEFINERS = """
SELECT n.nspname || '.' || p.proname
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.prosecdef AND n.nspname IN ('public', 'shouwang')
"""
_GRANTED = """
SELECT c.relname, r.role, v.privilege
FROM pg_class AS c, unnest(%s::text[]) AS r (role), unnest(%s::text[]) AS v (privilege)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = 'public'::regnamespace
  AND has_table_privilege(r.role, c.oid, v.privilege)
"""
# Of tables whose whole rows the role may not update, the columns that it may.
_COLUMNS = """
SELECT c.relname, r.role, a.attname
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped AND a.attacl IS NOT NULL,
    unnest(%s::text[]) AS r (role)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = 'public'::regnamespace
  AND has_column_privilege(r.role, c.oid, a.attnum, %s)
  AND NOT has_table_privilege(r.role, c.oid, %s)
"""
_SEQUENCES = """
SELECT s.oid::regclass::text, t.relname
FROM pg_class AS s
JOIN pg_depend AS d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
JOIN pg_class AS t ON t.oid = d.refobjid
WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
"""


def unprotected_tables() -> list[str]:
    """Tables with a place but without forced row security that are not declared exempt."""
    return [name for name in _names(_UNPROTECTED) if name not in rights.EXEMPT]


def idle_exemptions() -> list[str]:
    """Declared exemptions that no table needs: they would hide a mistake later."""
    needed = set(_names(_UNPROTECTED))
    return sorted(set(rights.EXEMPT) - needed)


def side_doors() -> list[str]:
    """Views that read with their owner's rights, and undeclared functions that run with them."""
    functions = [name for name in _names(_DEFINERS) if name not in rights.DEFINERS]
    return sorted(_names(_OPEN_VIEWS) + functions)


def app_of_tables() -> dict[str, str]:
    """The app that each table of the models belongs to."""
    return {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


def misgranted() -> list[tuple[str, str, str, str]]:
    """(table, role, privilege, 'missing' or 'undeclared') wherever catalogue and table differ."""
    owners, tables = app_of_tables(), connection.introspection.table_names()
    wanted = {
        (table, role, privilege)
        for table in tables
        for role in rights.ROLES
        for privilege in rights.declared(owners.get(table, ""), table, role)
    }
    given = _granted()
    more = [(*row, "undeclared") for row in sorted(given - wanted)]
    return [(*row, "missing") for row in sorted(wanted - given)] + more


def misgranted_columns() -> list[tuple[str, str, str]]:
    """(table, role, column and privilege) wherever a right on a column is missing or undeclared."""
    wanted = {
        (table, role, f"{column} UPDATE")
        for table, roles in rights.COLUMNS.items()
        for role, columns in roles.items()
        for column in columns
    }
    given = set()
    for privilege in ("SELECT", "INSERT", "UPDATE", "REFERENCES"):
        with connection.cursor() as cursor:
            cursor.execute(_COLUMNS, [list(rights.ROLES), privilege, privilege])
            given |= {(t, role, f"{column} {privilege}") for t, role, column in cursor.fetchall()}
    return sorted(wanted ^ given)


def apply_rights() -> None:
    """Give every role exactly what is declared on every table. Needs the owner's connection."""
    owners = app_of_tables()
    tables = sorted(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables:
            for statement in rights.statements(owners.get(table, ""), table):
                cursor.execute(statement)
        cursor.execute(_SEQUENCES)
        for sequence, table in cursor.fetchall():
            for statement in _sequence_statements(sequence, owners.get(table, ""), table):
                cursor.execute(statement)


def _sequence_statements(sequence: str, app_label: str, table: str) -> Iterator[str]:
    yield f"REVOKE ALL ON SEQUENCE {sequence} FROM {', '.join(rights.ROLES)}"
    for role in rights.ROLES:
        if "INSERT" in rights.declared(app_label, table, role):
            yield f"GRANT USAGE ON SEQUENCE {sequence} TO {role}"


def _granted() -> set[tuple[str, str, str]]:
    privileges = [*rights.PRIVILEGES, "TRUNCATE", "REFERENCES", "TRIGGER"]
    with connection.cursor() as cursor:
        cursor.execute(_GRANTED, [list(rights.ROLES), privileges])
        return set(cursor.fetchall())


def _names(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
