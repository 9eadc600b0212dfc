"""A hit asks for an explanation, never rejects; who explains it does not decide on it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry as Entry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.intake import errors
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ExclusionHit
from shouwang.watch.intake.operations import exclusion as operations

VILLAGE = RegionCode(factories.VILLAGE)
CHECK = layout("exclusion").column("check").codes[1].value
State = ExclusionHit.State


@pytest.fixture
def cadre(committed):
    with entered(Scope.everywhere()):
        return someone("cadre", Kind.VILLAGE_CADRE, VILLAGE)


@pytest.fixture
def hit(committed):
    with entered(Scope.everywhere()):
        return _hit(factories.household(head_name="李四"))


def _hit(home, **given):
    plain = {
        "household": home,
        "region_code": home.region_code,
        "check_name": CHECK,
        "detail": "登记有家用轿车一辆",
        "holder": "车管所",
        "found_on": date(2024, 6, 25),
        "due_on": timezone.localdate() + timedelta(days=3),
    }
    return ExclusionHit.objects.create(**{**plain, **given})


def _client(person):
    client = Client()
    client.force_login(person)
    return client


def _answer(hit, by, text="车是儿子的，已分户", evidence="行驶证"):
    with entered(Scope.everywhere()):
        return operations.answer(hit.pk, by=by, at=timezone.now(), text=text, evidence=evidence)


def _decide(hit, by, decision, note=""):
    with entered(Scope.everywhere()):
        return operations.decide(hit.pk, by=by, at=timezone.now(), decision=decision, note=note)


def test_explained_sent_back_explained_again_accepted_and_taken_back(hit, cadre, office):
    assert _answer(hit, cadre).state == State.ANSWERED
    with pytest.raises(errors.NoteMissing):
        _decide(hit, office, State.RETURNED)
    assert _decide(hit, office, State.RETURNED, "缺分户证明").state == State.RETURNED
    assert _answer(hit, cadre, "补上分户证明").answer == "补上分户证明"
    assert _decide(hit, office, State.ACCEPTED).state == State.ACCEPTED
    with pytest.raises(errors.NotAnswerable):
        _answer(hit, cadre)
    with entered(Scope.everywhere()):
        back = operations.reopen(hit.pk, by=office, at=timezone.now(), note="点错了")
        acts = [e.act for e in Entry.objects.filter(act__startswith="intake.").order_by("seq")]
    assert (back.state, back.decided_by) == (State.ANSWERED, None)
    assert acts == [
        "intake.explain_hit", "intake.hit_returned", "intake.explain_hit",
        "intake.hit_accepted", "intake.reopen_hit",
    ]  # fmt: skip


def test_the_household_keeps_everything_it_has_when_the_county_insists(hit, cadre, office):
    _answer(hit, cadre)
    assert _decide(hit, office, State.CONFIRMED, "车在本户名下").state == State.CONFIRMED
    with entered(Scope.everywhere()):
        home = ExclusionHit.objects.select_related("household").get(pk=hit.pk).household
        assert (home.ended_on, home.categories.count()) == (None, 0)


def test_who_explains_does_not_decide_and_only_the_county_decides(hit, cadre, clerk, office):
    with pytest.raises(errors.NotDecidable):
        _decide(hit, office, State.ACCEPTED)
    _answer(hit, office)
    with pytest.raises(errors.OwnAnswer):
        _decide(hit, office, State.ACCEPTED)
    for person in (cadre, clerk):
        with pytest.raises(errors.NotEntitled):
            _decide(hit, person, State.ACCEPTED)


def test_an_unanswered_hit_can_be_held_to_only_when_overdue(hit, office):
    with pytest.raises(errors.NotDecidable):
        _decide(hit, office, State.CONFIRMED, "逾期未说明")
    with entered(Scope.everywhere()):
        ExclusionHit.objects.filter(pk=hit.pk).update(due_on=date(2024, 7, 1))
    assert _decide(hit, office, State.CONFIRMED, "逾期未说明").state == State.CONFIRMED


def test_an_explanation_needs_words_and_evidence(hit, cadre):
    with pytest.raises(errors.AnswerMissing):
        _answer(hit, cadre, evidence=" ")


def test_the_cadre_explains_in_the_browser_and_the_office_accepts(hit, cadre, office):
    village = _client(cadre)
    page = village.get(reverse("exclusions")).content.decode()
    assert "李四" in page
    assert CHECK in page
    path = reverse("exclusion", args=[hit.pk])
    assert "县级认定" not in village.get(path).content.decode()
    missing = village.post(reverse("exclusion_answer", args=[hit.pk]), {"text": "车是儿子的"})
    assert missing.status_code == 200
    assert "车是儿子的" in missing.content.decode()
    village.post(
        reverse("exclusion_answer", args=[hit.pk]), {"text": "车是儿子的", "evidence": "行驶证"}
    )
    county = _client(office)
    assert "县级认定" in county.get(path).content.decode()
    county.post(reverse("exclusion_decide", args=[hit.pk]), {"decision": "accepted"})
    page = county.get(path).content.decode()
    assert "说明成立" in page
    assert "撤销认定" in page
    county.post(reverse("exclusion_reopen", args=[hit.pk]), {"note": "点错了"})
    with entered(Scope.everywhere()):
        assert ExclusionHit.objects.get(pk=hit.pk).state == State.ANSWERED


def test_a_hit_elsewhere_does_not_exist(hit, committed):
    with entered(Scope.everywhere()):
        other = someone("bie", Kind.VILLAGE_CADRE, RegionCode(factories.NEIGHBOUR_VILLAGE))
    client = _client(other)
    assert client.get(reverse("exclusion", args=[hit.pk])).status_code == 404
    assert "李四" not in client.get(reverse("exclusions")).content.decode()


def test_filters_and_the_counts_of_townships(hit, office, divisions):
    with entered(Scope.everywhere()):
        late = _hit(factories.household(head_name="王五"), due_on=date(2024, 7, 1))
    client = _client(office)
    page = client.get(reverse("exclusions"), {"overdue": "1"}).content.decode()
    assert late.household.number in page
    assert hit.household.number not in page
    assert "已过期限" in page
    assert "象湖镇" in page
    page = client.get(reverse("exclusions"), {"state": "accepted"}).content.decode()
    assert late.household.number not in page
