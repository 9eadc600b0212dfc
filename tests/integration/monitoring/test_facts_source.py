"""Facts out of the registry equal facts made by hand."""

from datetime import date

import polars as pl
import pytest
from psycopg.types.range import DateRange
from tests import factories
from tests.factories import ON, OTHER_COUNTY_VILLAGE, VILLAGE

from shouwang.engine import load_pack, read_facts, screen
from shouwang.engine.parameters import ParameterValue
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring import facts_source
from shouwang.watch.monitoring.errors import FactsTargetExists
from shouwang.watch.monitoring.facts_source import Reach
from shouwang.watch.monitoring.village_facts import village_facts

pytestmark = pytest.mark.usefixtures("everywhere")
REACH = Reach("360781", ON)


def rows(name: str, reach: Reach = REACH) -> list[dict[str, object]]:
    table = facts_source.tables(reach)[name]  # in no order
    return table.sort(table.columns, nulls_last=True).to_dicts()


def test_a_household_on_a_day():
    factories.household(number="H1", registered_on=date(2014, 5, 1), lifted_on=date(2017, 12, 31))
    later = factories.household(number="H2", registered_on=date(2024, 7, 1))
    factories.category_period(later, category="sudden", during=DateRange(date(2024, 6, 30), None))
    factories.household(number="H3", region_code=OTHER_COUNTY_VILLAGE)
    assert sorted(rows("households"), key=lambda row: row["household_id"]) == [
        {"household_id": "H1", "region": VILLAGE, "ever_registered": True,
         "lifted_on": date(2017, 12, 31), "category": "none"},
        {"household_id": "H2", "region": VILLAGE, "ever_registered": False,
         "lifted_on": None, "category": "sudden"},
    ]  # fmt: skip


def test_a_category_ends_before_its_last_day():
    home = factories.household()
    factories.category_period(home, during=DateRange(date(2023, 1, 1), ON))
    assert [row["category"] for row in rows("households")] == ["none"]
    assert [row["category"] for row in rows("households", Reach("360781", date(2024, 6, 29)))] == [
        "unstable"
    ]


def flags(**given: object) -> tuple[object, object]:
    home = factories.household()
    factories.member(home, **given)
    (row,) = [row for row in rows("persons") if row["household_id"] == home.number]
    return row["alive"], row["moved_out"]


def test_who_is_a_member_on_the_day():
    assert flags() == (True, False)
    assert flags(died_on=ON) == (False, False)
    assert flags(died_on=date(2024, 7, 1)) == (True, False)
    assert flags(moved_out_on=ON) == (True, True)
    assert flags(moved_out_on=date(2024, 7, 1)) == (True, False)
    assert flags(joined_on=date(2024, 7, 1)) == (True, True)
    assert flags(joined_on=ON) == (True, False)


def test_the_state_on_the_day():
    home = factories.household(number="H1")
    child = factories.person(home, number="P1", birth_on=date(2012, 3, 4), sex=2)
    factories.state(child, during=DateRange(date(2023, 1, 1), date(2024, 6, 1)),
                    schooling="primary", labour="none")  # fmt: skip
    factories.state(child, during=DateRange(date(2024, 6, 1), None), schooling="none",
                    labour="none", disability_grade=2, disability_on=date(2024, 7, 15))  # fmt: skip
    factories.person(home, number="P2")
    assert sorted(rows("persons"), key=lambda row: row["person_id"]) == [
        {"person_id": "P1", "household_id": "H1", "birth_on": date(2012, 3, 4), "sex": "2",
         "alive": True, "moved_out": False, "schooling": "none", "labour": "none",
         "disability_grade": 2, "disability_on": None},
        {"person_id": "P2", "household_id": "H1", "birth_on": date(1980, 1, 1), "sex": "0",
         "alive": True, "moved_out": False, "schooling": "finished", "labour": "able",
         "disability_grade": 0, "disability_on": None},
    ]  # fmt: skip


def test_dated_rows_between_the_bound_and_the_day():
    home = factories.household(number="H1")
    for month in (date(2022, 3, 1), date(2022, 4, 1), date(2024, 6, 1), date(2024, 7, 1)):
        factories.income(home, month=month)
    factories.housing(home, assessed_on=date(2009, 1, 1), grade="C")
    factories.water(home, observed_on=date(2024, 7, 1))
    assert [row["month"] for row in rows("income")] == [date(2022, 4, 1), date(2024, 6, 1)]
    assert rows("housing") == [
        {"household_id": "H1", "assessed_on": date(2009, 1, 1), "grade": "C"}
    ]
    assert rows("water") == []


def test_every_fact_with_its_columns():
    home = factories.household(number="H1")
    who = factories.member(home, number="P1")
    factories.spending(home, person=who)
    factories.spending(home, kind="other", amount_fen=7)
    factories.payout(home)
    factories.event(home, person=who, kind="disaster", loss_fen=30)
    factories.event(home, kind="returned")
    factories.sale(home, delivered_fen=40)
    factories.water(home, safe=False)
    day = date(2024, 3, 5)
    assert rows("spending") == [
        {"household_id": "H1", "person_id": "P1", "spent_on": day, "kind": "medical_own",
         "amount_fen": 100_000},
        {"household_id": "H1", "person_id": None, "spent_on": day, "kind": "other",
         "amount_fen": 7},
    ]  # fmt: skip
    assert rows("payouts") == [
        {"household_id": "H1", "paid_on": date(2024, 3, 6), "kind": "relief", "amount_fen": 50_000}
    ]
    assert rows("events") == [
        {"household_id": "H1", "person_id": "P1", "happened_on": date(2024, 5, 1),
         "kind": "disaster", "loss_fen": 30},
        {"household_id": "H1", "person_id": None, "happened_on": date(2024, 5, 1),
         "kind": "returned", "loss_fen": None},
    ]  # fmt: skip
    assert rows("sales") == [
        {"household_id": "H1", "month": date(2024, 5, 1), "contracted_fen": 100,
         "delivered_fen": 40}
    ]  # fmt: skip
    assert rows("water") == [{"household_id": "H1", "observed_on": date(2023, 5, 1), "safe": False}]


def test_a_person_who_changed_household_leaves_the_fact_without_a_name():
    old, new = factories.household(number="H1"), factories.household(number="H2")
    moved = factories.member(new)
    factories.spending(old, person=moved)
    assert [row["person_id"] for row in rows("spending")] == [None]


def test_a_narrower_scope_sees_its_own():
    factories.household(number="H1")
    factories.household(number="H2", region_code=OTHER_COUNTY_VILLAGE)
    with entered(Scope(("360782",))):
        assert [row["household_id"] for row in rows("households", Reach("", ON))] == ["H2"]


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_written_facts_are_the_facts(tmp_path, suffix):
    home = factories.household(number="H1")
    factories.member(home)
    factories.housing(home, grade="D")
    calls: list[tuple[str, int, int]] = []
    counts = facts_source.write_facts(
        REACH, tmp_path / "facts", suffix=suffix, report=lambda *call: calls.append(call)
    )
    assert (counts["households"], counts["persons"], counts["housing"]) == (1, 1, 1)
    assert [call[1:] for call in calls] == [(n, 9) for n in range(9)]
    pack = load_pack("cn")
    written = screen(read_facts(tmp_path / "facts"), pack, ON).clues
    assert written.equals(screen(facts_source.facts("360781", ON), pack, ON).clues)
    assert written["rule"].to_list() == [
        "income_below_line",
        "unsafe_house",
        "village_bottom",
    ]


def test_a_directory_appears_whole_or_not_at_all(tmp_path):
    def fail(table: str, done: int, of: int) -> None:
        if done == 4:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        facts_source.write_facts(REACH, tmp_path / "facts", report=fail)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "facts").mkdir()
    with pytest.raises(FactsTargetExists):
        facts_source.write_facts(REACH, tmp_path / "facts")


def test_private_facts_are_for_the_account_alone(tmp_path):
    facts_source.write_facts(REACH, tmp_path / "facts", private=True)
    assert (tmp_path / "facts").stat().st_mode & 0o777 == 0o700
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "facts").iterdir()}
    assert modes == {0o600}


def test_the_facts_for_one_household_give_its_clues_of_the_whole_village():
    pack = load_pack("cn")
    homes = [factories.household() for _ in range(21)]
    for number, home in enumerate(homes):
        factories.member(home)
        factories.income(home, month=date(2024, 5, 1), amount_fen=900_000 + number * 100_000)
        factories.spending(home, amount_fen=1_500_000 * (number % 2))
        factories.housing(home, grade="D")
        factories.income(home, month=date(2022, 8, 1), amount_fen=9_000_000)
        factories.member(home, birth_on=date(2012, 5, 1), schooling="none")
    whole = screen(facts_source.facts("360781", ON), pack, ON).clues
    for home in homes[:3]:
        near = village_facts(home, ON, pack)
        own = screen(near, pack, ON, household=home.number).clues
        assert own.rows() == [row for row in whole.rows() if row[0] == home.number]
        old = near.table("income").filter(pl.col("month") < date(2023, 1, 1)).collect()
        assert old["household_id"].to_list() == [home.number]
        states = near.table("persons").filter(pl.col("schooling") == "none").collect()
        assert states["household_id"].to_list() == [home.number]
    assert {"village_bottom", "income_drop"} <= set(whole["rule"])


def test_the_bound_follows_the_longest_window():
    pack = load_pack("cn")
    assert facts_source.months_seen(pack) == 30  # 365 days are at most 14 months, seen twice
    longer = ParameterValue("income_window_months", "360781", 18, ON)
    assert facts_source.months_seen(pack.with_values([longer])) == 38
