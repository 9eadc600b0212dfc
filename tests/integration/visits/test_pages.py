"""The pages of the room, as their people see them."""

import io
import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests import factories_visits as made
from tests.integration.people import factories as accounts
from tests.integration.people.factories import someone

from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Look
from shouwang.watch.visits.models import Draft, HomeVisit, InformationQuestion, LookBack

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 15


@pytest.fixture
def home():
    with entered(Scope.everywhere()):
        home = made.home(number="H1")
        made.living(home)
        return home


def browser(kind: Kind, region=accounts.VILLAGE) -> Client:
    username = f"{kind.value}{region.prefix}"
    account = Account.objects.filter(username=username).first() or someone(username, kind, region)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def cadre():
    return browser(Kind.VILLAGE_CADRE)


def filled(page: str, **given: str) -> dict[str, str]:
    """What a browser would post: the hidden fields of the page, a visit on which all was well."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    plain = {
        "visited_on": timezone.localdate().isoformat(),
        "k_telephone": "same",
        "k_size": "same",
        "q_hardship": "none",
        "q_all_well": "true",
        "signer": "赖福生",
        "ink_own": made.INK.path,
        "ink_household": made.INK.path,
    }
    return {**hidden, **plain, **given}


def sheet(number: str = "H1", form: str = "follow_up", **given: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in {"form": form, **given}.items())
    return f"{reverse('visit_new', args=[number])}?{asked}"


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_visit_is_written_down_and_shown(home, cadre):
    assert "走访记录" in text(cadre.get(reverse("visit_new", args=["H1"])))
    page = text(cadre.get(sheet()))
    assert "138****1234" in page
    assert "13800001234" not in page
    answer = cadre.post(sheet(), filled(page))
    with entered(Scope.everywhere()):
        visit = HomeVisit.objects.get()
        assert Look.objects.filter(page="visits").count() == 1
    assert answer.url == reverse("visit", args=[visit.pk])
    shown = text(cadre.get(answer.url))
    assert "与登记一致" in shown
    assert made.INK.path in shown
    assert "走访记录" in text(cadre.get(reverse("household_visits", args=["H1"])))
    again = cadre.post(sheet(), filled(page))
    assert again.url == reverse("visit", args=[visit.pk])
    with entered(Scope.everywhere()):
        assert HomeVisit.objects.count() == 1


def test_what_is_refused_comes_back_filled_in_and_is_kept(home, cadre):
    page = text(cadre.get(sheet()))
    refused = text(cadre.post(sheet(), filled(page, q_hardship="illness", q_wish="想养蜂")))
    assert "具体情况：请填写" in refused
    assert "想养蜂" in refused
    with entered(Scope.everywhere()):
        draft = Draft.objects.get()
        assert draft.told["q_wish"] == "想养蜂"
    assert "没写完的" in text(cadre.get(reverse("visits")))
    kept = text(cadre.get(sheet(draft=str(draft.pk))))
    assert "想养蜂" in kept
    assert str(draft.pk) in kept
    put_right = filled(kept, q_hardship_what="摔伤", q_hardship="illness", q_wish="想养蜂")
    assert cadre.post(sheet(), put_right).status_code == 302
    with entered(Scope.everywhere()):
        assert (Draft.objects.count(), HomeVisit.objects.get().pk) == (0, draft.pk)


def test_a_draft_is_kept_by_itself_and_by_the_button(home, cadre):
    page = text(cadre.get(sheet()))
    keep = f"{reverse('visit_draft', args=['H1'])}?form=follow_up"
    assert "草稿已保存" in text(cadre.post(keep, filled(page, q_wish="修路")))
    answer = cadre.post(sheet(), filled(page, q_wish="修路和灯", act="draft"))
    assert answer.url == reverse("visits")
    with entered(Scope.everywhere()):
        draft = Draft.objects.get()
        assert draft.told["q_wish"] == "修路和灯"
    other = browser(Kind.TOWNSHIP_CLERK, accounts.TOWN)
    other.post(keep, filled(page, q_wish="别人的"))
    other.post(reverse("visit_draft_drop", args=[draft.pk]))
    with entered(Scope.everywhere()):
        assert Draft.objects.get().told["q_wish"] == "修路和灯"
    cadre.post(reverse("visit_draft_drop", args=[draft.pk]))
    with entered(Scope.everywhere()):
        assert Draft.objects.count() == 0


def test_who_came_second_is_told_and_may_still_hand_in(home, cadre):
    first = text(cadre.get(sheet()))
    clerk = browser(Kind.TOWNSHIP_CLERK, accounts.TOWN)
    second = text(clerk.get(sheet()))
    assert cadre.post(sheet(), filled(first)).status_code == 302
    told = text(clerk.post(sheet(), filled(second, q_wish="修路")))
    assert "您打开以后" in told
    assert clerk.post(sheet(), filled(told, q_wish="修路")).status_code == 302
    with entered(Scope.everywhere()):
        assert HomeVisit.objects.count() == 2


def test_a_photograph_and_the_signed_paper_are_kept_with_the_household(home, cadre):
    page = text(cadre.get(sheet()))
    given = filled(page, ink_own="", ink_household="", signer="")
    answer = cadre.post(sheet(), {**given, "signed_paper": photo("red"), "q_photo": photo("blue")})
    assert answer.status_code == 302
    with entered(Scope.everywhere()):
        visit = HomeVisit.objects.get()
        assert visit.signed_paper is not None
        assert len(visit.told["answers"]["photo"]) == 1
        assert Paper.objects.filter(kind="visit").count() == 2


def photo(colour: str) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    file.seek(0)
    file.name = f"{colour}.jpg"
    return file


def test_a_photograph_that_cannot_be_read_is_said_beside_its_field(home, cadre):
    page = text(cadre.get(sheet()))
    broken = io.BytesIO(b"no picture")
    broken.name = "a.jpg"
    told = text(cadre.post(sheet(), {**filled(page), "q_photo": broken}))
    assert 'id="id_q_photo_error"' in told
    with entered(Scope.everywhere()):
        assert (HomeVisit.objects.count(), Paper.objects.count()) == (0, 0)


def test_a_correction_begins_with_what_was_answered(home, cadre):
    page = text(cadre.get(sheet()))
    cadre.post(sheet(), filled(page, q_wish="修路"))
    with entered(Scope.everywhere()):
        wrong = HomeVisit.objects.get()
    begun = text(cadre.get(f"{reverse('visit_new', args=['H1'])}?corrects={wrong.pk}"))
    assert "修路" in begun
    answer = cadre.post(sheet(corrects=str(wrong.pk)), filled(begun, q_wish="修桥"))
    assert "本记录更正了先前的一次" in text(cadre.get(answer.url))
    assert "这次走访已被更正" in text(cadre.get(reverse("visit", args=[wrong.pk])))


def test_other_places_and_duties_find_nothing(home):
    other = browser(Kind.VILLAGE_CADRE, accounts.OTHER_TOWN.of("360781103201"))
    auditor, officer = (
        browser(Kind.AUDITOR, accounts.COUNTY),
        browser(Kind.MEDICAL_OFFICER, accounts.COUNTY),
    )
    assert other.get(sheet()).status_code == 404
    assert auditor.get(sheet()).status_code == 403
    assert officer.get(reverse("visits")).status_code == 403
    assert auditor.get(reverse("household_visits", args=["H1"])).status_code == 200
    assert auditor.get(f"{reverse('visit_print', args=['H1'])}?form=look_back").status_code == 200
    assert auditor.get(f"{reverse('visit_print', args=['H1'])}?form=no").status_code == 404


def test_the_printed_sheet_says_what_is_known(home, cadre):
    page = text(cadre.get(f"{reverse('visit_print', args=['H1'])}?form=home_verification"))
    assert "三组12号" in page
    assert "授权人签名" in page


def test_departments_are_asked_and_answer_for_themselves(home, cadre):
    ask = reverse("visit_ask", args=["H1"])
    assert "没有有效的信息核对授权" in text(cadre.get(ask))
    consent = reverse("visit_authorise", args=["H1"])
    page = text(cadre.get(consent))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields |= {"signer": "赖福生", "signed_on": timezone.localdate().isoformat()}
    assert "请授权人签名" in text(cadre.post(consent, fields))
    assert cadre.post(consent, {**fields, "ink": made.INK.path}).status_code == 302
    page = text(cadre.get(ask))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    with entered(Scope.everywhere()):
        person = home.members.get()
    fields |= {"questions": ["allowance", "medical_spending"], "persons": [person.number]}
    assert cadre.post(ask, fields).status_code == 302
    with entered(Scope.everywhere()):
        asked = {one.duty: one.pk for one in InformationQuestion.objects.all()}
    officer = browser(Kind.CIVIL_AFFAIRS_OFFICER, accounts.COUNTY)
    assert f'href="{reverse("information_questions")}"' in text(officer.get(reverse("intake")))
    listed = text(officer.get(reverse("information_questions")))
    assert "赖福生" in listed
    assert "医疗" not in listed
    own = reverse("information_question", args=[asked["civil_affairs"]])
    others = reverse("information_question", args=[asked["medical_officer"]])
    assert officer.get(others).status_code == 404
    assert "请写明查到的情况" in text(officer.post(own, {"answer": "found", "note": ""}))
    assert officer.post(own, {"answer": "found", "note": "享受低保"}).status_code == 302
    assert "享受低保" in text(cadre.get(reverse("household_visits", args=["H1"])))
    assert cadre.get(reverse("information_questions")).status_code == 403
    stranger = browser(Kind.CIVIL_AFFAIRS_OFFICER, accounts.OTHER_COUNTY)
    assert stranger.get(own).status_code == 404


def test_a_look_back_is_drawn_shown_assigned_and_taken_away(home):
    county = browser(Kind.COUNTY_OFFICE, accounts.COUNTY)
    with entered(Scope.everywhere()):
        clerk = someone("drawer", Kind.TOWNSHIP_CLERK, accounts.TOWN)
        made.ended(home, clerk, timezone.localdate())
    page = text(county.get(reverse("look_back_new")))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    today = timezone.localdate().isoformat()
    fields |= {
        "title": "年中回头看", "place": "360781000000",
        "population": "monitored_identification withdrawn",
        "since": today, "until": today, "size": "5", "seed": "36 选 7：03",
    }  # fmt: skip
    both = {**fields, "per_cent": "10"}
    assert "请填写户数或比例中的一项" in text(county.post(reverse("look_back_new"), both))
    answer = county.post(reverse("look_back_new"), fields)
    with entered(Scope.everywhere()):
        draw = LookBack.objects.get()
    assert answer.url == reverse("look_back", args=[draw.pk])
    shown = text(county.get(answer.url))
    assert "36 选 7：03" in shown
    assert "SHA-256" in shown
    with entered(Scope.everywhere()):
        drawn = draw.drawn.get()
    given = {"picked": str(drawn.pk), "checker": str(clerk.pk), "due_on": "2026-12-31"}
    assert county.post(reverse("look_back_assign", args=[draw.pk]), given).status_code == 302
    mine = Client()
    mine.force_login(clerk)
    assert "分给我的回头看" in text(mine.get(reverse("visits")))
    assert "年中回头看" in text(county.get(reverse("look_backs")))
    assert "其中 1 户在您的辖区" not in text(mine.get(answer.url))  # all that was drawn
    assert browser(Kind.TOWNSHIP_CLERK, accounts.OTHER_TOWN).get(answer.url).status_code == 404
    taken = county.get(reverse("look_back_export", args=[draw.pk]))
    assert b"".join(taken.streaming_content)[:2] == b"PK"


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(address).status_code == 200
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config(")
    return sum(not one["sql"].startswith(control) for one in told.captured_queries)


def test_a_page_asks_no_more_for_three_than_for_one(home, cadre):
    with entered(Scope.everywhere()):
        visitor = someone("visitor", Kind.VILLAGE_CADRE, accounts.VILLAGE)
        clerk = someone("taker", Kind.TOWNSHIP_CLERK, accounts.TOWN)
    pages = [reverse("visits"), reverse("household_visits", args=["H1"]), sheet()]
    counts = []
    for more in (1, 2):
        with entered(Scope.everywhere()):
            for _ in range(more):
                made.visit(home, visitor)
                waits(made.home(), clerk)
        counts.append([statements(cadre, page) for page in pages])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_STATEMENTS, counts


def waits(home, clerk):
    case = made.case(home, clerk)
    made.factories_procedures.operations.advance(
        by=clerk, at=made.AT, act_id=uuid4(), case=case.pk, revision=1, transition="take_up"
    )


# ── the programming interface ─────────────────────────────────────────────────────────────────


def body(account: Account, **given) -> dict:
    plain = {
        "id": str(uuid4()), "household": "H1", "form": "follow_up",
        "visited_on": timezone.localdate().isoformat(), "visitors": [account.pk],
        "answers": {"hardship": "none", "all_well": True}, "confirmed": ["telephone", "size"],
        "signatures": [
            {"role": "visitor", "account": account.pk, "name": "甲", "ink": made.INK.path},
            {"role": "household", "name": "赖福生", "ink": made.INK.path},
        ],
    }  # fmt: skip
    return {**plain, **given}


def posted(client: Client, told: object) -> tuple[int, dict]:
    answer = client.post(
        reverse("visits_api_visits"), json.dumps(told), content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_a_client_hands_a_visit_in_once(home, cadre):
    account = Account.objects.get(username__startswith="village_cadre")
    told = cadre.get(f"{reverse('visits_api_known', args=['H1'])}?form=follow_up").json()
    assert told["known"]["size"] == {"value": 1, "source": "档案", "day": None}
    sent = body(account, revision=told["revision"], visits=told["visits"])
    first, again = posted(cadre, sent), posted(cadre, sent)
    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    status, refusal = posted(cadre, {**sent, "spot": "村口"})
    assert (status, refusal["findings"][0]["code"]) == (409, "id_used")
    status, refusal = posted(cadre, {**sent, "id": str(uuid4())})
    assert (status, refusal["findings"][0]["code"]) == (409, "changed_meanwhile")
    status, refusal = posted(cadre, body(account, answers={"hardship": "none"}))
    assert (status, refusal["findings"][0]["question"]) == (422, "all_well")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"id": "x"}, 400),
        ({"answers": [1]}, 400),
        ({"visitors": ["a"]}, 400),
        ({"visitors": [2**70]}, 400),
        ({"household": "H\0"}, 400),
        ({"household": "H404"}, 404),
        ({"form": "nothing"}, 404),
        ({"digest": "0" * 64}, 404),
        ({"signatures": [{"role": "witness"}]}, 400),
        ({"signatures": [{"role": "visitor", "ink": "M1 1"}]}, 400),
        ({"visited_on": "yesterday"}, 400),
    ],
)
def test_what_is_not_understood_is_said(home, cadre, change, status):
    account = Account.objects.get(username__startswith="village_cadre")
    assert posted(cadre, body(account, **change))[0] == status


def test_the_forms_are_told_with_their_text(home, cadre):
    forms = cadre.get(f"{reverse('visits_api_forms')}?place={made.VILLAGE}").json()["forms"]
    assert [one["form"] for one in forms] == [
        "home_verification", "follow_up", "look_back", "exit_check",
    ]  # fmt: skip
    assert cadre.get(f"{reverse('visits_api_forms')}?place=x").status_code == 400


def test_a_stranger_is_told_to_log_in_and_another_place_is_shut_out(home):
    assert Client().get(reverse("visits_api_forms")).status_code == 401
    officer = browser(Kind.MEDICAL_OFFICER, accounts.COUNTY)
    assert officer.get(reverse("visits_api_forms")).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(someone("strict", Kind.VILLAGE_CADRE, accounts.VILLAGE))
    assert strict.post(reverse("visits_api_visits"), "{}", "application/json").status_code == 403
