"""What pages read: right figures, and the same few statements for one row and for three."""

from datetime import date

import pytest
from tests import factories
from tests.factories import AT, COUNTY, NEIGHBOUR_VILLAGE, ON, TOWN, VILLAGE
from tests.integration.monitoring.conftest import comfortable, unsafe

from shouwang.kernel.scope import Scope, entered
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring import operations, queries
from shouwang.watch.monitoring.queries import (
    ClueFilters,
    HouseholdFilters,
    State,
    exports,
    finder,
    wording,
)
from shouwang.watch.registry.models import Income

pytestmark = pytest.mark.usefixtures("everywhere")
MAY = date(2024, 5, 31)


def two_runs() -> None:
    before = factories.screening_run(as_of=MAY)
    after = factories.screening_run(as_of=ON)
    for village in (VILLAGE, NEIGHBOUR_VILLAGE):
        whole = {"region_code": village, "households": 10, "persons": 30, "severity": 3}
        factories.village_count(before, **whole, households_with_clues=1, clues=1)
        factories.village_count(after, **whole, households_with_clues=2, clues=3, opened=2)
        rule = {"region_code": village, "rule": "unsafe_house", "severity": 3}
        factories.village_count(before, **rule, clues=1)
        factories.village_count(after, **rule, clues=2, opened=1)
    factories.village_count(after, rule="sales_shortfall", severity=1, clues=1, opened=1)


def test_the_dashboard_of_a_county(django_assert_num_queries):
    two_runs()
    factories.statistic()
    factories.statistic(year=2018, value="0.91")
    with django_assert_num_queries(4):
        found = queries.dashboard("360781")
    assert [str(figure.value) for figure in found.series("incidence")] == ["14.3000", "0.9100"]
    assert (found.run.as_of, found.previous.as_of, found.under_way) == (ON, MAY, None)
    assert found.totals == queries.Totals(20, 60, 4, 6, 4, 2)
    assert found.rules == (
        queries.RuleCount("unsafe_house", 3, 4, 2, 2),
        queries.RuleCount("sales_shortfall", 1, 1, 1, 0),
    )
    assert [(s.severity, s.clues, s.before) for s in found.severities] == [
        (3, 4, 2), (2, 0, 0), (1, 1, 0),
    ]  # fmt: skip
    assert found.places == (queries.PlaceCount(TOWN, 20, 60, 4, 6, 4, 3, 2),)
    assert [place.code for place in queries.villages("360781100")] == [VILLAGE, NEIGHBOUR_VILLAGE]
    assert queries.townships("360781") == found.places


def test_a_place_never_screened_has_an_empty_dashboard(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = queries.dashboard("360781")
    assert (found.run, found.totals, found.places, found.rules) == (None, queries.Totals(), (), ())


def test_a_county_run_speaks_for_its_villages_and_a_single_household_run_for_nobody():
    run = factories.screening_run()
    home = factories.household()
    factories.screening_run(region_code=VILLAGE, trigger="fact", household=home)
    village = queries.dashboard(VILLAGE)
    assert village.run == run
    with entered(Scope(("360781100",))):
        assert queries.dashboard("360781100").run == run


def test_the_day_to_screen_on():
    assert queries.facts_date(COUNTY, date(2026, 1, 1)) == date(2026, 1, 1)
    home = factories.household()
    factories.income(home, month=date(2024, 6, 1))
    assert queries.facts_date(COUNTY, date(2026, 1, 1)) == ON
    assert queries.facts_date(COUNTY, date(2024, 8, 15)) == date(2024, 8, 15)
    assert queries.facts_date(COUNTY, date(2024, 6, 20)) == date(2024, 6, 20)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_clues(rows, django_assert_num_queries):
    run = factories.screening_run()
    for _ in range(rows):
        factories.clue(factories.household(), run)
    with django_assert_num_queries(4):
        page = queries.clues(ClueFilters(prefix="360781"))
        heads = [clue.household.head_name for clue in page.rows]
    assert (page.total, len(heads), page.last, page.uncounted) == (rows, rows, 1, False)


def test_filters_and_orders_of_clues():
    run = factories.screening_run()
    first = factories.clue(factories.household(number="H1", head_name="刘某"), run)
    second = factories.clue(
        factories.household(number="H2", region_code=NEIGHBOUR_VILLAGE), run, rule="job_lost",
        severity=2, proposed_category="marginal", opened_on=MAY,
    )  # fmt: skip
    closed = factories.clue(factories.household(number="H3"), run, closed_on=ON, closed_by=run)

    def found(sort: str = "severity", **filters: object) -> list[int]:
        return [clue.pk for clue in queries.clues(ClueFilters(**filters), sort).rows]

    assert found() == [first.pk, second.pk]
    assert found("opened_on") == [second.pk, first.pk]
    assert found("unheard_of") == [first.pk, second.pk]
    assert found(prefix=VILLAGE) == [first.pk]
    assert found(rule="job_lost") == [second.pk]
    assert found(severity=3) == [first.pk]
    assert found(category="marginal") == [second.pk]
    assert found(since=ON) == [first.pk]
    assert found(words="刘") == [first.pk]
    assert found(words="H2") == [second.pk]
    assert found(state=State.CLOSED) == [closed.pk]
    assert found(state=State.ALL, prefix=VILLAGE) == [first.pk, closed.pk]


def test_pages_of_clues():
    run = factories.screening_run()
    for _ in range(5):
        factories.clue(factories.household(), run)
    pages = [queries.clues(ClueFilters(), page=n, size=2) for n in (1, 3, 9)]
    assert [(page.number, len(page.rows), page.last) for page in pages] == [
        (1, 2, 3), (3, 1, 3), (3, 1, 3),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_households(rows, django_assert_num_queries):
    run = factories.screening_run()
    for _ in range(rows):
        home = factories.household()
        factories.clue(home, run)
        factories.clue(home, run, rule="job_lost", severity=2)
    factories.household(number="H0", registered_on=date(2014, 1, 1))
    with django_assert_num_queries(2):
        page = queries.households(VILLAGE, ON)
        found = [(row.severity, row.clue_count, row.rules, row.category_on) for row in page.rows]
    assert found == [(3, 2, ["unsafe_house", "job_lost"], "none")] * rows + [(0, 0, None, "none")]


def test_filters_of_households():
    run = factories.screening_run()
    troubled = factories.household(number="H1", head_name="刘某")
    factories.clue(troubled, run)
    factories.category_period(troubled)
    factories.household(number="H2", registered_on=date(2014, 1, 1))

    def found(**filters: object) -> list[str]:
        page = queries.households(VILLAGE, ON, HouseholdFilters(**filters), "number")
        return [row.number for row in page.rows]

    assert found() == ["H1", "H2"]
    assert found(with_clues=True) == ["H1"]
    assert found(with_clues=False) == ["H2"]
    assert found(rule="unsafe_house") == ["H1"]
    assert found(severity=1) == []
    assert found(category="unstable") == ["H1"]
    assert found(registered=True) == ["H2"]
    assert found(registered=False) == ["H1"]
    assert found(words="刘") == ["H1"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dossier(rows, django_assert_num_queries):
    run = factories.screening_run()
    home = factories.household(number="H1")
    child = factories.member(home, relation="之子", number="P0", schooling="primary")
    source = factories.source()
    for number in range(rows):
        factories.member(home, relation="户主" if not number else "配偶")
        factories.income(home, source=source, source_row=37 + number)
        factories.spending(home, person=child, kind="education_own")
        factories.clue(home, run, rule=f"r{number}")
    factories.clue(home, run, rule="past", closed_on=ON, closed_by=run)
    factories.category_period(home)
    factories.cause(home)
    with django_assert_num_queries(8):
        found = queries.household("H1", ON)
    assert [person.relation for person in found.members][:2] == ["户主", "之子"]
    assert [p.state_schooling for p in found.members if p.number == "P0"] == ["primary"]
    assert len(found.members) == rows + 1
    assert found.facts["income"][0].source == "来源：医保局6月清单第37行"
    assert found.facts["income"][0].label == "工资性收入"
    assert found.facts["spending"][0].person_number == "P0"
    assert (len(found.open_clues), [clue.rule for clue in found.past_clues]) == (rows, ["past"])
    assert found.causes == ["因病"]


def test_what_the_scope_hides_is_not_there():
    home = factories.household(number="H1")
    clue = factories.clue(home, factories.screening_run())
    with entered(Scope(("360782",))):
        assert queries.household("H1", ON) is None
        assert queries.clue(clue.pk) is None
        assert queries.clues(ClueFilters(prefix="360781")).total == 0
        assert queries.households(VILLAGE, ON).total == 0
        assert queries.villages("360781100") == ()


def sick() -> int:
    home = comfortable(number="H1")
    someone = factories.member(home, number="P1", relation="配偶")
    source = factories.source()
    for row, fen in ((37, 1_500_000), (38, 900_001)):
        factories.spending(home, person=someone, amount_fen=fen, source=source, source_row=row)
    factories.spending(home, person=home.members.first(), amount_fen=5)
    factories.spending(home, spent_on=date(2023, 6, 30), amount_fen=700)
    operations.screen_household(home, by=None, at=AT, on=ON)
    return home.clues.get(rule="medical_burden").pk


def test_why_in_plain_words_with_every_source(django_assert_num_queries):
    number = sick()
    with django_assert_num_queries(4):
        why = queries.clue(number)
    assert why.label == "医疗负担重"
    assert why.sentence == (
        "近12个月一名家庭成员医疗自付 24\u202f000.01 元，"
        "超过上年全省农村居民人均可支配收入 21\u202f358 元 的 100%。"
    )
    own, share, income = why.lines
    assert (own.name, own.text) == ("medical_own_max_fen", "24\u202f000.01 元")
    assert own.definition == "近365天内自付医疗费最高的一名成员的累计额"
    assert [row.source for row in own.rows] == [
        "来源：医保局6月清单第37行", "来源：医保局6月清单第38行",
    ]  # fmt: skip
    assert [(used.name, used.text, used.mark) for used in share.parameters] == [
        ("medical_share_registered", "50%", "未核实"),
        ("medical_share_other", "100%", "未核实"),
    ]
    (used,) = income.parameters
    assert (used.value.value, used.value.valid_from) == (2_135_800, date(2023, 1, 1))
    assert [(change.kind, change.on) for change in why.history] == [("opened", ON)]
    assert why.facts_moved_on is False


def test_why_says_that_the_facts_moved_on():
    home = comfortable(number="H1")
    Income.objects.update(amount_fen=1)
    operations.screen_household(home, by=None, at=AT, on=ON)
    number = home.clues.get(rule="income_below_line").pk
    assert queries.clue(number).facts_moved_on is False
    assert len(queries.clue(number).lines[0].rows) == 12


def test_a_clue_of_a_rule_that_is_gone_still_explains_itself():
    clue = factories.clue(
        factories.household(), factories.screening_run(), rule="abolished", evidence={"a": 1}
    )
    why = queries.clue(clue.pk)
    assert (why.label, why.sentence, why.lines[0].text) == ("abolished", "a 1", "1")


def test_rows_for_files():
    run = factories.screening_run()
    home = factories.household(number="H1", head_name="=1+1", registered_on=date(2014, 1, 1))
    factories.member(home, number="P1", name="某人", identity="36079919850624022X", sex=1)
    factories.clue(home, run)
    names = {TOWN: "象湖镇", VILLAGE: "某村"}
    assert list(exports.clue_rows(ClueFilters(prefix="360781"), "severity", names)) == [
        ("H1", "=1+1", "象湖镇", "某村", "住房不安全", "紧急", "突发严重困难户",
         "2023-05-01 鉴定住房为 D 级危房。", ON, ON, None, "cn 1"),
    ]  # fmt: skip
    wanted = finder.Wanted("360781")
    assert list(exports.household_rows(wanted, ON, "", {})) == [
        ("H1", "=1+1", TOWN, VILLAGE, "", 0, "一般农户", date(2014, 1, 1), None, 1, "紧急",
         "住房不安全", ""),
    ]  # fmt: skip
    assert list(exports.member_rows(wanted, ON, "", names)) == [
        ("H1", "=1+1", "象湖镇", "某村", "某人", "户主", "男", date(1980, 1, 1), "", "",
         "360***********022X", ""),
    ]  # fmt: skip
    for columns, rows in (
        (exports.CLUE_COLUMNS, exports.clue_rows(ClueFilters(prefix="360781"), "severity", names)),
        (exports.HOUSEHOLD_COLUMNS, exports.household_rows(wanted, ON, "", {})),
        (exports.MEMBER_COLUMNS, exports.member_rows(wanted, ON, "", {})),
    ):
        assert [len(row) for row in rows] == [len(columns)]


def test_numbers_in_words():
    assert wording.worded(2_136_000, "fen") == "21\u202f360 元"
    assert wording.worded(3, "persons") == "3 人"
    assert wording.worded("D", "code") == "D级 整幢危险"
    assert wording.rule_label(current_pack(COUNTY), "unsafe_house", "en") == "unsafe house"


def test_an_unsafe_house_explains_itself_by_its_latest_look():
    home = unsafe(number="H1")
    factories.housing(home, assessed_on=date(2009, 1, 1), grade="C")
    operations.screen_household(home, by=None, at=AT, on=ON)
    why = queries.clue(home.clues.get().pk)
    assert why.sentence == "2023-05-01 鉴定住房为 D 级危房。"
    assert [[row.kind for row in line.rows] for line in why.lines] == [["D"], ["D"]]
