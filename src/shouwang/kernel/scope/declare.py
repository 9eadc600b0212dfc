"""Operations with which a migration declares row security and rights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

from shouwang.kernel.scope import rights

POLICY = "scope"
# Sub-selects without reference to the row run once per query. The bounds let an index be used;
# the list is compared only when there is more than one prefix.
PREDICATE = (
    "({column} >= (SELECT shouwang.scope_low()) AND {column} <= (SELECT shouwang.scope_high())"
    " AND ((SELECT shouwang.scope_is_single())"
    " OR {column} ^@ ANY ((SELECT shouwang.scope_prefixes())::text[])))"
)


class _DatabaseOnly(Operation):
    """Changes the database and not the state of the models."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: the models stay as they are."""


class SqlFile(_DatabaseOnly):
    """Runs `sql/NAME.sql` beside the migration; `sql/NAME.reverse.sql` undoes it."""

    def __init__(self, migration: str, name: str) -> None:
        self.migration, self.name = migration, name

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        """Run the file."""
        schema_editor.execute(self._text(".sql"), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        """Run the reverse file."""
        schema_editor.execute(self._text(".reverse.sql"), params=None)

    def describe(self) -> str:
        """For the list of migrations."""
        return f"Run {self.name}.sql"

    def _text(self, suffix: str) -> str:
        path = Path(self.migration).parent / "sql" / (self.name + suffix)
        return path.read_text(encoding="utf-8")


class RowSecurity(_DatabaseOnly):
    """Forced row security on a model with a region: every role, the owner too, sees its scope."""

    def __init__(
        self, model: str, column: str = "region_code", commands: Sequence[str] = ("ALL",)
    ) -> None:
        self.model, self.column, self.commands = model, column, tuple(commands)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Make the policies and force them."""
        table = _quoted_table(schema_editor, after, app_label, self.model)
        predicate = PREDICATE.format(column=schema_editor.quote_name(self.column))
        for command in self.commands:
            name, clauses = self._policy(command), _clauses(command, predicate)
            schema_editor.execute(f"CREATE POLICY {name} ON {table} FOR {command} {clauses}")
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Take the policies away; rows are then open to whoever has a right on the table."""
        table = _quoted_table(schema_editor, after, app_label, self.model)
        for command in self.commands:
            schema_editor.execute(f"DROP POLICY {self._policy(command)} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        """For the list of migrations."""
        return f"Force row security on {self.model} by {self.column}"

    @staticmethod
    def _policy(command: str) -> str:
        return POLICY if command == "ALL" else f"{POLICY}_{command.lower()}"


class RowSecurityThrough(RowSecurity):
    """Row security for what belongs to another row: the place is kept beside it and always right.

    The model has the column `region_code`; the foreign key `via` is declared with
    `db_constraint=False`, and its target has a unique constraint on (key, region_code). The
    database then refers to both columns together, with ON UPDATE CASCADE: who moves the parent
    moves what belongs to it. A row inserted without a place takes its parent's.
    """

    def __init__(self, model: str, via: str) -> None:
        super().__init__(model)
        self.via = via

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Refer to key and place together, fill an empty place, force row security."""
        child = after.apps.get_model(app_label, self.model)
        for statement in _sharing(schema_editor, child, self.via):
            schema_editor.execute(statement, params=None)
        super().database_forwards(app_label, schema_editor, before, after)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Undo all three."""
        super().database_backwards(app_label, schema_editor, before, after)
        table = _quoted_table(schema_editor, after, app_label, self.model)
        schema_editor.execute(f"DROP TRIGGER {_name(self.via)} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {_name(self.via)}")


class Opened(_DatabaseOnly):
    """A policy beside the scope's for one role, or for everybody: rows it may reach wherever it is.

    For tables that both wings use: the watch sees its scope, the market all of it. `rows` says
    which rows may be read or changed, `new_rows` which may result; both are SQL.
    """

    def __init__(
        self,
        model: str,
        role: str = "",
        commands: Sequence[str] = ("SELECT",),
        rows: str = "true",
        new_rows: str = "true",
    ) -> None:
        self.model, self.role, self.commands = model, role, tuple(commands)
        self.rows, self.new_rows = rows, new_rows

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Make one policy for each command."""
        table = _quoted_table(schema_editor, after, app_label, self.model)
        for command in self.commands:
            using = "" if command == "INSERT" else f"USING ({self.rows})"
            check = "" if command in {"SELECT", "DELETE"} else f"WITH CHECK ({self.new_rows})"
            schema_editor.execute(
                f"CREATE POLICY {self._policy(command)} ON {table} FOR {command}"
                f" TO {self.role or 'PUBLIC'} {using} {check}"
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Take the policies away."""
        table = _quoted_table(schema_editor, after, app_label, self.model)
        for command in self.commands:
            schema_editor.execute(f"DROP POLICY {self._policy(command)} ON {table}")

    def describe(self) -> str:
        """For the list of migrations."""
        return f"Open {self.model} to {self.role or 'everybody'}"

    def _policy(self, command: str) -> str:
        return f"open_{self.role or 'all'}_{command.lower()}"


class Grants(_DatabaseOnly):
    """Give the roles their rights on the app's tables, as `kernel/scope/rights.py` declares."""

    def __init__(self, app_label: str) -> None:
        self.app_label = app_label

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        """Revoke everything and grant what is declared."""
        models = after.apps.get_app_config(self.app_label).get_models(include_auto_created=True)
        for table in sorted({model._meta.db_table for model in models if model._meta.managed}):
            for statement in rights.statements(self.app_label, table):
                schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        """Nothing: rights go with their tables."""

    def describe(self) -> str:
        """For the list of migrations."""
        return f"Grant the declared rights on {self.app_label}"


def _clauses(command: str, predicate: str) -> str:
    using = "" if command == "INSERT" else f"USING {predicate}"
    check = "" if command in {"SELECT", "DELETE"} else f"WITH CHECK {predicate}"
    return f"{using} {check}".strip()


def _sharing(
    schema_editor: BaseDatabaseSchemaEditor, child: type[Model], via: str
) -> Sequence[str]:
    field: Any = child._meta.get_field(via)
    parent, key = field.related_model._meta, field.target_field.column
    quote = schema_editor.quote_name
    table, target = quote(child._meta.db_table), quote(parent.db_table)
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {_name(via)}"
        f" FOREIGN KEY ({quote(field.column)}, region_code)"
        f" REFERENCES {target} ({quote(key)}, region_code)"
        " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
        f"CREATE TRIGGER {_name(via)} BEFORE INSERT ON {table} FOR EACH ROW"
        " WHEN (NEW.region_code IS NULL OR NEW.region_code = '')"
        f" EXECUTE FUNCTION shouwang.take_place('{parent.db_table}', '{key}', '{field.column}')",
    )


def _name(via: str) -> str:
    return f"{via}_with_place"


def _quoted_table(
    schema_editor: BaseDatabaseSchemaEditor, state: ProjectState, app_label: str, model: str
) -> str:
    return schema_editor.quote_name(state.apps.get_model(app_label, model)._meta.db_table)
