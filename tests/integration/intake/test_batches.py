"""What stops a batch, who may do what with it, and what it leaves when it is cut off."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from tests import factories
from tests.factories_intake import checked, csv, fresh, handed_over, merged
from tests.integration.intake.conftest import COUNTY, TOWN
from tests.integration.intake.test_members import CHILD, HEAD, ROWS, WIFE
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import NOTHING, Scope, entered
from shouwang.people.models import Duty
from shouwang.people.queries import people_scope
from shouwang.people.rules import Kind
from shouwang.policies.models import EnteredValue
from shouwang.site.cli import intake as command
from shouwang.watch.intake import keeping, operations
from shouwang.watch.intake.errors import (
    FileEmpty,
    NotMergeable,
    NotPermitted,
    PersonUnknown,
    ReasonMissing,
    SamePerson,
    WrongDepartment,
)
from shouwang.watch.intake.models import BatchFinding, ImportBatch, State
from shouwang.watch.intake.operations import held
from shouwang.watch.registry.models import Amendment, Household, Person, Source

VILLAGE = factories.VILLAGE


@pytest.fixture
def home(divisions) -> Household:
    with entered(Scope.everywhere()):
        return factories.household(number="H1")


def found(batch: ImportBatch) -> list[tuple[int, str]]:
    with entered(Scope.everywhere()):
        return list(batch.findings.order_by("row", "code").values_list("row", "code"))


def count(model) -> int:
    with entered(Scope.everywhere()):
        return model.objects.count()


def test_every_wrong_row_is_named_and_stops_the_batch(home, clerk, tmp_path):
    with entered(Scope.everywhere()):
        near = factories.household(number="H2")
        far = factories.household(number="H9", region_code=factories.OTHER_TOWN_VILLAGE)
        factories.person(near, name="李四", identity=WIFE, relation="配偶")
        factories.person(far, name="张小", identity=CHILD)
    rows = [
        ROWS[0],
        ROWS[0] | {"name": "王五"},  # the same number, another name
        ROWS[1],  # registered in H2
        ROWS[2],  # registered in another township
        {"household_number": "H9", "name": "赵六", "relation": "之子", "birth_on": "2001-01-01"},
        {"household_number": "H7", "name": "钱七", "relation": "户主", "birth_on": "2001-01-01"},
    ]
    batch = checked("members", csv(tmp_path, "members", rows), by=clerk, place=TOWN.code)
    assert found(batch) == [
        (2, "several_heads"),
        (3, "row_contradicts"),
        (3, "several_heads"),
        (4, "person_elsewhere"),
        (5, "person_other_town"),
        (6, "household_outside"),
        (7, "household_unknown"),
    ]
    assert (batch.state, batch.rows, batch.refused, batch.duplicated) == ("stopped", 6, 6, 3)
    assert batch.refusal.startswith("6 行中有 6 行有误，超过允许的 0%")
    with entered(Scope.everywhere()):
        reason = BatchFinding.objects.get(batch=batch, code="person_other_town").reason
    assert reason == "登记在其他乡镇，请与县级办公室核对"
    with entered(Scope.everywhere()), pytest.raises(NotMergeable):
        operations.request_merge(batch.pk, by=clerk, at=timezone.now(), queue=False)
    assert count(Source) == 0


def test_a_file_that_cannot_be_read_fails_with_its_sentence(home, clerk, tmp_path):
    file = tmp_path / "members.csv"
    file.write_text("天气,温度\n晴,30\n", encoding="utf-8")
    batch = checked("members", file, by=clerk, place=TOWN.code)
    assert (batch.state, batch.refusal[:9]) == ("failed", "没有找到标题行：前")
    file.write_text("")
    with pytest.raises(FileEmpty):
        handed_over("members", file, by=clerk, place=TOWN.code)


def test_a_double_click_makes_one_batch_and_a_withdrawn_one_can_come_again(home, clerk, tmp_path):
    file = csv(tmp_path, "members", ROWS)
    first = handed_over("members", file, by=clerk, place=TOWN.code)
    assert handed_over("members", file, by=clerk, place=TOWN.code).pk == first.pk
    with entered(Scope.everywhere()):
        with pytest.raises(ReasonMissing):
            operations.reject(first.pk, by=clerk, at=timezone.now(), reason=" ")
        operations.reject(first.pk, by=clerk, at=timezone.now(), reason="传错了")
    assert handed_over("members", file, by=clerk, place=TOWN.code).pk != first.pk
    with entered(Scope.everywhere()):
        acts = list(JournalEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts[-3:] == ["intake.upload", "intake.reject", "intake.upload"]


def test_duty_place_and_department_are_asked_and_asked_again(home, clerk, tmp_path):
    with entered(Scope.everywhere()):
        cadre = someone("cadre", Kind.VILLAGE_CADRE, RegionCode(VILLAGE))
        officer = someone("medical", Kind.MEDICAL_OFFICER, COUNTY)
    file = csv(tmp_path, "members", ROWS)
    with pytest.raises(NotPermitted):
        handed_over("members", file, by=cadre, place=VILLAGE)
    with pytest.raises(NotPermitted):
        handed_over("members", file, by=clerk, place=COUNTY.code)
    with pytest.raises(WrongDepartment):
        handed_over("members", file, by=officer, place=COUNTY.code)
    batch = checked("members", file, by=clerk, place=TOWN.code)
    with entered(Scope.everywhere()):
        operations.request_merge(batch.pk, by=clerk, at=timezone.now(), queue=False)
        with people_scope((TOWN,)):
            Duty.objects.filter(account=clerk).update(
                ended_on=timezone.localdate() - timedelta(days=1), ended_by=officer
            )
    operations.merge_batch(batch.pk)
    batch = fresh(batch)
    assert (batch.state, batch.refusal[:8], count(Person)) == ("checked", "您的职责不能在 ", 0)


def test_where_the_county_wants_two_persons_the_uploader_does_not_merge(home, clerk, office,
                                                                        tmp_path):  # fmt: skip
    with entered(Scope.everywhere()):
        EnteredValue.objects.create(
            parameter="import_second_person", region_code=COUNTY.code, from_on="2020-01-01",
            value=1, unit="count", document="瑞府办〔2024〕1号", entered_by=office,
        )  # fmt: skip
    batch = checked("members", csv(tmp_path, "members", ROWS), by=clerk, place=TOWN.code)
    with entered(Scope.everywhere()), pytest.raises(SamePerson):
        operations.request_merge(batch.pk, by=clerk, at=timezone.now(), queue=False)
    assert merged(batch, by=office).state == "merged"


def test_an_officer_without_scope_sees_own_batches_and_no_household(home, tmp_path):
    with entered(Scope.everywhere()):
        officer = someone("medical", Kind.MEDICAL_OFFICER, COUNTY)
        other = someone("school", Kind.EDUCATION_OFFICER, COUNTY)
    row = {"name": "张三", "identity": HEAD, "settled_on": "2024-06-18", "own": "100"}
    batch = checked("medical", csv(tmp_path, "medical", [row]), by=officer, place=COUNTY.code)
    assert (batch.state, batch.unmatched) == ("checked", 1)
    with entered(Scope(NOTHING.prefixes, account=str(officer.pk))):
        assert [one.pk for one in ImportBatch.objects.all()] == [batch.pk]
        assert [one.code for one in BatchFinding.objects.all()] == ["unmatched"]
        assert Household.objects.count() == 0
    with entered(Scope(NOTHING.prefixes, account=str(other.pk))):
        assert (ImportBatch.objects.count(), BatchFinding.objects.count()) == (0, 0)
        with connection.cursor() as cursor:  # the officer's account, but not signed
            cursor.execute("SELECT set_config('shouwang.account', %s, true)", [str(officer.pk)])
        assert (ImportBatch.objects.count(), BatchFinding.objects.count()) == (0, 0)


def test_a_registry_that_changed_since_the_check_is_shown_first(home, clerk, tmp_path):
    merged(checked("members", csv(tmp_path, "members", ROWS), by=clerk, place=TOWN.code), by=clerk)
    other = [ROWS[2] | {"education": "小学"}]
    batch = checked("members", csv(tmp_path, "members", other), by=clerk, place=TOWN.code)
    with entered(Scope.everywhere()):
        Person.objects.filter(name="张小").update(education="初中")
    batch = merged(batch, by=clerk)
    assert (batch.state, batch.refusal[:13]) == ("checked", "检查之后档案有了新的改动，")
    with entered(Scope.everywhere()):
        assert Person.objects.get(name="张小").education == "初中"
        shown = list(batch.differences.values_list("field", "before", "after"))
    assert shown == [("education", "初中", "小学")]
    assert merged(batch, by=clerk).state == "merged"


def test_the_file_is_kept_sealed_and_opens_as_it_was(home, clerk, tmp_path):
    file = csv(tmp_path, "members", ROWS)
    batch = checked("members", file, by=clerk, place=TOWN.code)
    directory = keeping.directory(batch)
    kept = b"".join(path.read_bytes() for path in directory.iterdir() if path.is_file())
    assert HEAD.encode() not in kept
    assert directory.stat().st_mode & 0o777 == 0o700
    with keeping.opened(batch) as path:
        assert path.read_bytes() == file.read_bytes()
    assert list(directory.glob(".open-*")) == []


def test_a_kept_file_follows_the_keys_and_opens_as_its_own_batch_only(
    home, clerk, tmp_path, settings
):
    file = csv(tmp_path, "members", ROWS)
    batch = checked("members", file, by=clerk, place=TOWN.code)
    settings.SHOUWANG_KEYS = settings.SHOUWANG_KEYS.with_new_key()
    assert (keeping.renew(), keeping.renew()) == (1, 0)
    with keeping.opened(batch) as path:
        assert path.read_bytes() == file.read_bytes()
    other = ImportBatch(pk=batch.pk + 1, file_name="members.csv")
    (keeping.directory(batch) / "upload.sealed").replace(keeping.directory(other) / "upload.sealed")
    with pytest.raises(keeping.EvidenceBroken), keeping.opened(other):
        pass


def test_the_command_reads_checks_merges_and_reports(home, tmp_path):
    file = csv(tmp_path, "members", [*ROWS, ROWS[0] | {"household_number": "H7"}])
    batch, _ = command._import("members", file, True, TOWN.code, "", "2024-06-30")
    assert (batch.state, fresh(batch).state, count(Person)) == ("stopped", "rejected", 0)
    out = tmp_path / "report.json"
    command._report(batch, file, out)
    report = json.loads(out.read_text())
    assert (report["refusal"], {one["row"] for one in report["findings"]}) == (batch.refusal, {5})
    command._report(batch, file, tmp_path / "report.xlsx")
    assert (tmp_path / "report.xlsx").stat().st_size > 1000

    file = csv(tmp_path, "members", ROWS)
    batch, seconds = command._import("members", file, False, TOWN.code, "", "2024-06-30")
    summary = command._summary(batch, False, seconds)
    wanted = {"list": "members", "state": "merged", "rows": 3, "new": 3, "refusal": ""}
    assert summary | wanted == summary
    with pytest.raises(PersonUnknown):
        command._import("members", file, False, TOWN.code, "nobody", "")


CHILD_PROCESS = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection, connections
from pathlib import Path
settings.DATA = Path({data!r})
connection.settings_dict["NAME"] = {name!r}
from shouwang.watch.intake.operations import merging, checking
from shouwang.watch.intake import operations
def die(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)
def after(module, name):
    real = getattr(module, name)
    def then(*args, **named):
        real(*args, **named)
        die()
    setattr(module, name, then)
point = {point!r}
if point == "reading":
    checking.comparing.compare = die
elif point == "written":
    merging._finish = die
elif point == "before the commit":
    after(merging, "_finish")
elif point == "after the commit":
    after(merging, "merge")
(operations.check_batch if point == "reading" else operations.merge_batch)({number})
"""


def killed(point: str, batch: ImportBatch) -> None:
    """A process of its own works on the batch and is killed at the point."""
    code = CHILD_PROCESS.format(
        data=str(settings.DATA),
        name=settings.PLACE.administrator["dbname"],
        point=point,
        number=batch.pk,
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr


def until_free(batch: ImportBatch) -> None:
    """PostgreSQL notices a killed client a moment later."""
    deadline = time.monotonic() + 120
    with entered(Scope.everywhere()):
        while held.is_held(batch.pk):
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize("point", ["written", "before the commit", "after the commit"])
def test_killed_in_a_merge_nothing_or_everything_is_there(home, clerk, tmp_path, point):
    batch = checked("members", csv(tmp_path, "members", ROWS), by=clerk, place=TOWN.code)
    with entered(Scope.everywhere()):
        operations.request_merge(batch.pk, by=clerk, at=timezone.now(), queue=False)
    killed(point, batch)
    until_free(batch)
    rows = (count(Person), count(Amendment), count(Source))
    if point == "after the commit":
        assert (rows, fresh(batch).state) == ((3, 1, 1), "merged")
        assert operations.recover_batches(at=timezone.now()) == 0
        return
    assert (rows, fresh(batch).state) == ((0, 0, 0), "merging")
    assert operations.recover_batches(at=timezone.now()) == 1
    batch = fresh(batch)
    assert (batch.state, batch.refusal) == (
        "checked", "合并被中断（程序停止运行），台账没有任何改动。可以再次合并。",
    )  # fmt: skip
    assert (merged(batch, by=clerk).state, count(Person)) == ("merged", 3)


def test_killed_in_a_check_the_next_worker_takes_it_up(home, clerk, tmp_path):
    batch = handed_over("members", csv(tmp_path, "members", ROWS), by=clerk, place=TOWN.code)
    killed("reading", batch)
    until_free(batch)
    assert operations.recover_batches(at=timezone.now()) == 1
    batch = fresh(batch)
    assert (batch.state, batch.refusal[:5]) == (State.FAILED, "检查被中断")
    assert list(keeping.directory(batch).glob(".open-*")) == []
