"""The history of a dossier, taken away as an Excel file."""

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook
from tests.factories_registry import family, grounds, member_number
from tests.integration.registry.test_pages import as_cadre, as_clerk

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry import operations
from shouwang.watch.registry.operations import Edit

pytestmark = pytest.mark.django_db


def test_every_field_of_every_act_is_a_row_and_numbers_stay_masked(tmp_path):
    with entered(Scope.everywhere()):
        home = family()
        edits = [
            Edit("address", "西头二号"),
            Edit("telephone", "13800001234", member_number(home, 1)),
        ]
        operations.correct(household=home.number, edits=edits, grounds=grounds())
    address = reverse("dossier_history_export", args=[home.number])
    answer = as_clerk().get(address)
    file = tmp_path / "history.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    head, *rows = load_workbook(file).get_sheet_by_index(0).to_python()
    column = {name: at for at, name in enumerate(head)}
    shown = {(row[column["项目"]], row[column["变更后"]]) for row in rows}
    assert shown == {("住址", "西头二号"), ("联系电话", "138****1234")}
    with entered(Scope.everywhere()):
        assert JournalEntry.objects.get(act="registry.history_exported").evidence["rows"] == 2
    assert as_cadre().get(address).status_code == 403
    assert Client().get(address).status_code == 302
