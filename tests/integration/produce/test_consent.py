"""A household agrees to supply, loses its pass, withdraws."""

from uuid import uuid4

from tests.factories import AT, VILLAGE, household

from shouwang.bridge import queries as bridge
from shouwang.bridge.models import Holder, Link
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.produce import operations

HERE = Scope((VILLAGE,))


def agree(office, supplier, home, link_id=None):
    return operations.agree(
        by=office,
        at=AT,
        link_id=link_id or uuid4(),
        household=home,
        supplier=supplier,
        may_honour=True,
    )


def acts():
    rows = JournalEntry.objects.filter(act__startswith="produce.").order_by("pk")
    return list(rows.values_list("act", "subject_id"))


def test_one_click_or_two_are_one_link_and_the_journal_has_it_once(office, supplier, home):
    number = uuid4()
    with entered(HERE):
        link, secret = agree(office, supplier, home, number).value
        again, nothing = agree(office, supplier, home, number).value
        assert (again.pk, nothing) == (link.pk, "")
        assert bridge.link_by_pass(link.number, secret) == link
        assert list(Holder.objects.values_list("household", "is_ended")) == [("H000901", False)]
        assert acts() == [("produce.agree", "H000901")]


def test_a_second_link_to_the_same_supplier_is_refused_until_the_first_is_withdrawn(
    office, supplier, home
):
    with entered(HERE):
        link, _secret = agree(office, supplier, home).value
        assert [one.code for one in agree(office, supplier, home).findings] == ["already_linked"]
        assert operations.withdraw(by=office, at=AT, link=link.pk)
        assert not operations.withdraw(by=office, at=AT, link=link.pk)
        assert operations.new_pass(by=office, link=link.pk).value is None
        assert agree(office, supplier, home).value is not None
        assert Link.objects.filter(withdrawn_on=None).count() == 1
        assert [act for act, _who in acts()] == [
            "produce.agree",
            "produce.withdraw",
            "produce.agree",
        ]


def test_what_cannot_be_is_said(office, supplier):
    with entered(HERE):
        ended = household(number="H000909", ended_on=AT.date())
        assert agree(office, supplier, ended).findings[0].code == "household_ended"
        fresh = household(number="H000910")
        assert agree(office, uuid4(), fresh).findings[0].code == "supplier_unknown"
