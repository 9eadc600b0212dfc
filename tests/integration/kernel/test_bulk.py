import pyarrow
import pytest
from django.db import DatabaseError
from tests.integration.kernel.conftest import ELSEWHERE, VILLAGE

from shouwang.kernel.bulk import copy_into
from shouwang.kernel.scope import Scope, entered

pytestmark = pytest.mark.django_db


def test_rows_are_copied_within_the_scope(trial):
    said = []
    with entered(Scope((VILLAGE,))):
        rows = ((VILLAGE, f"农 {number}\t\\") for number in range(120))
        assert copy_into(trial.Farm, ["region_code", "name"], rows, progress=said.append) == 120
        assert copy_into(trial.Farm, ["region_code", "name"], []) == 0
        assert trial.Farm.objects.count() == 121
        assert trial.Farm.objects.filter(name="农 7\t\\").count() == 1
    assert said == [120]


def test_an_arrow_table_is_copied(trial):
    table = pyarrow.table({"farm_id": [1, 1], "grams": [3, 4], "region_code": ["", VILLAGE]})
    with entered(Scope((VILLAGE,))):
        assert copy_into(trial.Harvest, table.column_names, table) == 2
        assert trial.Harvest.objects.filter(region_code=VILLAGE).count() == 3


def test_one_row_elsewhere_and_none_is_copied(trial):
    rows = [(VILLAGE, "a"), (ELSEWHERE, "b")]
    with pytest.raises(DatabaseError), entered(Scope((VILLAGE,))):
        copy_into(trial.Farm, ["region_code", "name"], rows)
    with entered(Scope((VILLAGE,))):
        assert trial.Farm.objects.count() == 1
