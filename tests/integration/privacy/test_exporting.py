"""One person's data: everything of theirs, nothing of another member's, never without a reason."""

import json

import pytest
from python_calamine import CalamineWorkbook
from tests import factories, factories_privacy

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.privacy import operations
from shouwang.watch.privacy.errors import PersonUnknown, ReasonMissing

pytestmark = pytest.mark.django_db
IDENTITY = "360781198506240226"


@pytest.fixture
def home(everywhere):
    home = factories.household(number="H1", head_name="赖户主")
    factories.member(home, number="P1", name="赖福生", identity=IDENTITY, telephone="13800001234")
    other = factories.member(home, number="P2", name="钟水莲", identity="360781198506240243")
    factories.income(home, amount_fen=123_450)
    factories.spending(home, person=other, amount_fen=777_700)
    factories_privacy.look(home, factories.account(display_name="某经办"))
    return home


def export(path, **given):
    plain = {"by": factories.account(), "person": "P1", "reason": "本人申请", "path": path}
    return operations.export_person(**{**plain, **given})


def test_everything_of_the_person_and_the_household_is_in_it(home, tmp_path):
    path = tmp_path / "one.json"
    count = export(path)
    tables = {one["table"]: one["rows"] for one in json.loads(path.read_text())["tables"]}
    assert [row["姓名"] for row in tables["registry.Person"]] == ["赖福生"]
    assert tables["registry.Person"][0]["证件号码"] == IDENTITY
    assert tables["registry.Income"][0]["金额（分）"] == "1234.50元"
    assert "registry.Spending" not in tables
    assert set(tables) >= {"registry.Household", "registry.PersonState", "registry.Look"}
    assert "钟水莲" not in path.read_text()
    assert count == sum(len(rows) for rows in tables.values())
    entry = JournalEntry.objects.get(act="privacy.export_person")
    assert (entry.reason, entry.evidence["rows"]) == ("本人申请", count)
    assert IDENTITY not in str(entry.evidence)


def test_the_same_as_a_workbook_that_only_its_owner_reads(home, tmp_path):
    path = tmp_path / "one.xlsx"
    export(path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names[0] == "说明"
    sheet = next(name for name in book.sheet_names if name.endswith("家庭成员"))
    assert IDENTITY in book.get_sheet_by_name(sheet).to_python()[1]
    assert path.stat().st_mode & 0o077 == 0


def test_no_reason_no_file(home, tmp_path):
    with pytest.raises(ReasonMissing):
        export(tmp_path / "one.json", reason=" ")
    assert list(tmp_path.iterdir()) == []


def test_a_person_elsewhere_is_unknown(home, tmp_path):
    with entered(Scope(("360781101",))), pytest.raises(PersonUnknown):
        export(tmp_path / "one.json")
