"""An officer of a department finds what its department is given, and nothing else."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from tests import factories_accountability as made
from tests import factories_papers
from tests.factories import household
from tests.factories_procedures import at, opened, somebody
from tests.integration.people.factories import (
    COUNTY,
    OTHER_COUNTY,
    TOWN,
    VILLAGE,
    make_duty,
    someone,
)

from shouwang.kernel.journal import Subject
from shouwang.kernel.journal.models import JournalEntry as Entry
from shouwang.kernel.periods import Period
from shouwang.kernel.scope import Scope, entered
from shouwang.messaging.models import Message
from shouwang.people.models import Account, Duty
from shouwang.people.queries import people_scope, scope_of
from shouwang.people.rules import Kind
from shouwang.people.rules.duties import OFFICERS
from shouwang.procedures.models import Act, Case
from shouwang.watch.accountability import operations
from shouwang.watch.accountability.models import Statement, Task
from shouwang.watch.accountability.operations.handing_out import Asked
from shouwang.watch.papers.models import Enclosure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("divisions")]
ON = made.ON
EVERYWHERE = Scope.everywhere()
ASKED = Asked("核对报销名单", date(2024, 7, 10))
_CASES = "SELECT count(*) FROM procedures_case"


def to_departments(by: Account, *kinds: Kind, place=COUNTY, batch=None):
    return operations.hand_out(
        by=by,
        at=at(ON),
        batch=batch or uuid4(),
        places=[place],
        asked=ASKED,
        departments=kinds,
    )


def officer(kind: Kind = Kind.MEDICAL_OFFICER, region=COUNTY, name: str = "") -> Account:
    return someone(name or kind.value, kind, region)


def seen_by(account: Account):
    return entered(scope_of(account, ON))


@pytest.fixture
def given() -> list[Task]:
    """A task of the medical officer, one of education, one of a village, a household's case."""
    with entered(EVERYWHERE):
        office = made.office()
        reading = to_departments(office, Kind.MEDICAL_OFFICER, Kind.EDUCATION_OFFICER)
        made.task(office)
        cadre = somebody("cadre", Kind.VILLAGE_CADRE)
        opened(cadre, ON, subject=Subject("household", household().number))
    assert reading.findings == ()
    return reading.value


def test_tasks_are_given_to_departments_once_and_their_officers_are_told():
    with entered(EVERYWHERE):
        doctor, batch, office = officer(), uuid4(), made.office()
        for _click in range(2):
            reading = to_departments(
                office, Kind.MEDICAL_OFFICER, Kind.EDUCATION_OFFICER, batch=batch
            )
        assert [(one.duty, one.case_id is not None) for one in reading.value] == [
            ("education_officer", True), ("medical_officer", True),
        ]  # fmt: skip
        assert Task.objects.count() == 2
        rows = Case.objects.order_by("awaits").values_list("procedure", "awaits", "departments")
        assert list(rows) == [
            ("task_department", "education_officer", ["education_officer 360781"]),
            ("task_department", "medical_officer", ["medical_officer 360781"]),
        ]  # fmt: skip
    with seen_by(doctor):
        assert [one.link for one in Message.objects.all()] == ["/accountability/department/"]


@pytest.mark.parametrize(
    ("place", "kinds"),
    [(TOWN, [Kind.MEDICAL_OFFICER]), (COUNTY, [Kind.AUDITOR])],
)
def test_only_departments_of_the_county_are_given_tasks(place, kinds):
    with entered(EVERYWHERE):
        reading = to_departments(made.office(), *kinds, place=place)
        assert [one.code for one in reading.findings] == ["department_misplaced"]
        assert Task.objects.count() == 0


def test_an_officer_reports_and_the_office_confirms(given):
    doctor = officer()
    task = next(one for one in given if one.duty == "medical_officer")
    with seen_by(doctor):
        assert made.refused(doctor, task.case, "report", text="") == ["evidence_missing"]
        assert made.moved(doctor, task.case, "report").step == "reported"
        assert made.refused(doctor, task.case, "confirm") == ["not_your_role", "not_both"]
        assert [one.kind for one in Statement.objects.all()] == ["task_proof"]
    with entered(EVERYWHERE):
        office = Account.objects.get(username="office")
        made.moved(office, task.case, "send_back", text="缺附件")
    with seen_by(doctor):
        assert [one.text for one in Statement.objects.order_by("pk")] == [made.WORDS, "缺附件"]
        made.moved(doctor, task.case, "report")
        assert Act.objects.filter(case=task.case).count() == 4


def test_an_officer_finds_nothing_else(given):
    doctor = officer()
    others = [one for one in given if one.duty != "medical_officer"]
    with seen_by(doctor):
        assert [one.duty for one in Task.objects.all()] == ["medical_officer"]
        assert [one.subject_kind for one in Case.objects.all()] == ["task"]
        assert {one.case_id for one in Act.objects.all()} == {
            one.case_id for one in given if one.duty == "medical_officer"
        }
        assert not Task.objects.filter(pk__in=[one.pk for one in others]).exists()
        assert Case.objects.filter(pk=others[0].case_id).update(awaits="medical_officer") == 0


def test_no_table_shows_an_officer_more_than_what_it_is_given(given, superuser):
    """Whatever table there will be: it shows no row of a place except those of the department."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " AND a.attname = 'region_code' AND NOT a.attisdropped"
            " AND has_table_privilege('shouwang_watch', c.oid, 'SELECT') ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
    assert len(tables) > 60
    doctor, shown = officer(), {}
    with seen_by(doctor), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            if number := cursor.fetchone()[0]:
                shown[table] = number
    # places and outlines are public; its own task with the case and the act that opened it
    assert {name: shown[name] for name in shown if not name.startswith("regions_")} == {
        "accountability_task": 1, "procedures_act": 1, "procedures_case": 1,
    }  # fmt: skip


def test_the_policies_are_in_the_database_and_let_departments_read_and_add_only(given):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, cmd FROM pg_policies WHERE coalesce(qual, '') || coalesce("
            "with_check, '') LIKE %s ORDER BY 1, 2",
            ["%people_departments()%"],
        )
        found = {}
        for table, command in cursor.fetchall():
            found.setdefault(table, []).append(command)
    assert found == {
        "accountability_statement": ["INSERT", "SELECT"],
        "accountability_task": ["SELECT"],
        "bridge_application": ["SELECT"],
        "bridge_applicationfile": ["SELECT"],
        "casework_record": ["INSERT", "SELECT"],
        "papers_enclosure": ["INSERT", "SELECT"],
        "procedures_act": ["INSERT", "SELECT"],
        "procedures_case": ["SELECT", "UPDATE"],
    }


def test_the_database_knows_every_department():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind FROM unnest(%s::text[]) AS kind WHERE people_is_department(kind)",
            [[kind.value for kind in Kind]],
        )
        assert {row[0] for row in cursor.fetchall()} == {kind.value for kind in OFFICERS}


def test_an_officer_writes_no_case_task_or_file_of_others(given):
    doctor = officer()
    own = next(one for one in given if one.duty == "medical_officer")
    with seen_by(doctor):
        case = Case.objects.get(pk=own.case_id)
        for row in (
            Case(id=uuid4(), procedure="x", version=case.version, subject_kind="x", subject_id="1",
                 region_code=COUNTY.code, step="assigned", revision=1, opened_on=ON, entered_on=ON,
                 awaits="medical_officer"),
            Task(batch=uuid4(), case_id=uuid4(), region_code=COUNTY.code, duty="medical_officer",
                 title="x", due_on=ON, by=doctor),
            Enclosure(region_code=COUNTY.code, media_type="image/jpeg", size=1, sha256="0",
                      by=Account.objects.get(username="office"), at=at(ON)),
        ):  # fmt: skip
            with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                row.save(force_insert=True)


def test_nobody_is_let_in_by_writing_the_column(given):
    doctor = officer()
    with entered(EVERYWHERE):
        home = Case.objects.get(subject_kind="household")
        Case.objects.filter(pk=home.pk).update(departments=["medical_officer 360781"])
        home.refresh_from_db()
        assert home.departments == []
    with seen_by(doctor):
        assert not Case.objects.filter(pk=home.pk).exists()


def test_another_county_a_duty_that_is_over_and_a_forged_account_see_nothing(given):
    elsewhere = officer(region=OTHER_COUNTY, name="elsewhere")
    former = officer(name="former")
    with people_scope((COUNTY,)):
        Duty.objects.filter(account=former).update(
            ended_on=F("begins_on"), ended_by=F("granted_by"), ended_reason="调离"
        )
    for account in (elsewhere, former):
        with seen_by(account):
            assert (Task.objects.count(), Case.objects.count()) == (0, 0)
    doctor = officer()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shouwang.account', %s, true)", [str(doctor.pk)])
        cursor.execute("SELECT set_config('shouwang.duty', 'medical_officer', true)")
        cursor.execute(_CASES)
        assert cursor.fetchone() == (0,)


def test_a_place_and_a_department_together_show_both_and_no_more(given):
    both = someone("both", Kind.VILLAGE_CADRE, VILLAGE)
    make_duty(both, Kind.MEDICAL_OFFICER, COUNTY, Period(date(2024, 1, 1), date(2099, 1, 1)))
    with seen_by(both):
        kinds = sorted(Case.objects.values_list("subject_kind", "awaits"))
        assert ("task", "medical_officer") in kinds
        assert ("task", "education_officer") not in kinds
        assert {kind for kind, _awaits in kinds} == {"household", "task"}


def a_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", factories_papers.photo(colour="red"), "image/jpeg")


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_pages_of_an_officer(given):
    client, doctor = Client(), officer()
    client.force_login(doctor)
    own = next(one for one in given if one.duty == "medical_officer")
    other = next(one for one in given if one.duty == "education_officer")
    with entered(EVERYWHERE):
        village = Task.objects.get(duty="village_cadre")
        home = Case.objects.get(subject_kind="household")
    listed = page(client.get(reverse("accountability_department")))
    assert ("核对报销名单" in listed, "核对住房照片" in listed) == (True, False)
    assert client.get(reverse("accountability_tasks")).url == reverse("accountability_department")
    for address in (
        reverse("accountability_task", args=[other.pk]),
        reverse("accountability_task", args=[village.pk]),
        reverse("accountability_department_case", args=[other.case_id]),
        reverse("accountability_department_case", args=[home.pk]),
    ):
        assert client.get(address).status_code == 404
    for address in ("accountability", "accountability_ledger", "casework", "households"):
        assert client.get(reverse(address)).status_code == 403
    address = reverse("accountability_task", args=[own.pk])
    assert "核对报销名单" in page(client.get(address))
    sent = {"act": uuid4(), "revision": 1, "way": "report", "text": "已核对 31 人"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302  # the same click again
    assert "已核对 31 人" in page(client.get(address))
    with entered(EVERYWHERE):
        assert Case.objects.get(pk=own.case_id).step == "reported"


def test_an_officer_opens_what_the_office_attached_to_its_case_and_no_other_file(given):
    doctor, office = officer(), someone("county", Kind.COUNTY_OFFICE)
    own = next(one for one in given if one.duty == "medical_officer")
    other = next(one for one in given if one.duty == "education_officer")
    with entered(EVERYWHERE):
        made.moved(doctor, own.case, "report")
        made.moved(officer(Kind.EDUCATION_OFFICER), other.case, "report")
    desk, at_department = Client(), Client()
    desk.force_login(office)
    at_department.force_login(doctor)
    for task in (own, other):
        sent = {"act": uuid4(), "revision": 2, "way": "send_back", "text": "请对照附件"}
        address = reverse("accountability_task", args=[task.pk])
        assert desk.post(address, {**sent, "proof": a_photo()}).status_code == 302
    with entered(EVERYWHERE):
        attached = Statement.objects.exclude(enclosure=None).order_by("pk")
        mine, theirs = (reverse("accountability_proof", args=[one.pk]) for one in attached)
    assert f'href="{mine}"' in page(
        at_department.get(reverse("accountability_task", args=[own.pk]))
    )
    opened_file = at_department.get(mine)
    assert b"".join(opened_file.streaming_content)[:3] == b"\xff\xd8\xff"
    assert at_department.get(theirs).status_code == 404
    assert desk.get(theirs).status_code == 200
    with entered(EVERYWHERE):
        lines = Entry.objects.filter(act="accountability.open_proof")
        assert [one.subject_id for one in lines] == [str(attached[0].pk)]
    with seen_by(doctor):
        assert Enclosure.objects.count() == 1


def test_the_office_gives_a_task_to_departments_on_the_page():
    client = Client()
    client.force_login(someone("desk", Kind.COUNTY_OFFICE))
    sent = {
        "number": uuid4(), "title": "核对报销名单", "due_on": "2099-07-10", "to": "departments",
        "place": "", "username": "",
    }  # fmt: skip
    address = reverse("accountability_task_new")
    assert "请选择交给哪些部门" in page(client.post(address, sent))
    kinds = ["medical_officer", "agriculture_officer"]
    assert client.post(address, sent | {"departments": kinds}).status_code == 302
    with entered(EVERYWHERE):
        assert sorted(Task.objects.values_list("duty", flat=True)) == sorted(kinds)
