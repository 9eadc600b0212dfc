"""Two tables of an invented room, made by the very operations that migrations use."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connections, migrations, models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.state import ProjectState

from shouwang.kernel.scope.declare import RowSecurity, RowSecurityThrough

VILLAGE, NEIGHBOUR, ELSEWHERE = "360781100001", "360781100002", "360782100001"

OPERATIONS = [
    migrations.CreateModel(
        "Farm",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("region_code", models.CharField(max_length=12, db_index=True)),
            ("name", models.TextField(default="")),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=["id", "region_code"], name="farm_with_place")
            ]
        },
    ),
    migrations.CreateModel(
        "Harvest",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("farm", models.ForeignKey("trial.Farm", models.CASCADE, db_constraint=False)),
            ("region_code", models.CharField(max_length=12, db_index=True)),
            ("grams", models.BigIntegerField(default=0)),
        ],
    ),
    RowSecurity("Farm"),
    RowSecurityThrough("Harvest", via="farm"),
]


def _as_owner(settings) -> DatabaseWrapper:
    wrapper = connections["default"].copy(alias="default")
    wrapper.settings_dict["USER"] = "shouwang_owner"
    wrapper.settings_dict["PASSWORD"] = settings.PLACE.passwords["shouwang_owner"]
    return wrapper


def _states() -> list[ProjectState]:
    states = [ProjectState()]
    for operation in OPERATIONS:
        following = states[-1].clone()
        operation.state_forwards("trial", following)
        states.append(following)
    return states


@pytest.fixture
def trial(django_db_setup, django_db_blocker, superuser) -> Iterator[SimpleNamespace]:
    """Models Farm and Harvest, with one row each in three villages of two counties."""
    from django.conf import settings

    states = _states()
    with django_db_blocker.unblock():
        owner = _as_owner(settings)
        with owner.schema_editor() as editor:
            for operation, before, after in zip(OPERATIONS, states, states[1:], strict=False):
                operation.database_forwards("trial", editor, before, after)
        _fill(superuser)
        apps = states[-1].apps
        yield SimpleNamespace(
            Farm=apps.get_model("trial", "Farm"), Harvest=apps.get_model("trial", "Harvest")
        )
        connections["default"].close()
        with owner.schema_editor() as editor:
            pairs = zip(OPERATIONS, states, states[1:], strict=False)
            for operation, before, after in reversed(list(pairs)):
                operation.database_backwards("trial", editor, after, before)
        owner.close()


def _fill(superuser) -> None:
    superuser.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON trial_farm, trial_harvest TO shouwang_watch"
    )
    for number, place in enumerate((VILLAGE, NEIGHBOUR, ELSEWHERE), start=1):
        superuser.execute(
            "INSERT INTO trial_farm (region_code, name) VALUES (%s, %s)", [place, f"farm {number}"]
        )
        superuser.execute(
            "INSERT INTO trial_harvest (farm_id, region_code, grams) VALUES (%s, %s, 10)",
            [number, place],
        )
