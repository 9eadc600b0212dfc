import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from shouwang.kernel import journal
from shouwang.kernel.journal import Actor, Break, Entry, Subject
from shouwang.kernel.journal.checking import COLUMNS, JournalOutOfSight, read
from shouwang.kernel.regioncode import RegionCode, RegionCodeInvalid
from shouwang.kernel.scope import Scope, entered

BY = Actor("7", "张三")
COUNTY = "360781000000"
EVERYWHERE = Scope.everywhere()
ODD = '引号" 反斜\\ 换行\n 制表\t \x01 \x7f \u2028 é 😀 </script>'


def write(count, region=COUNTY, act="registry.change"):
    return journal.record_many(
        [
            Entry(
                BY,
                act,
                Subject("registry.household", str(n)),
                region,
                "核实",
                {"fen": n, "why": ODD},
            )
            for n in range(count)
        ]
    )


@pytest.fixture
def chain(committed, superuser):
    """Five committed entries in one county and two in another."""
    with entered(EVERYWHERE):
        receipts = write(5)
        write(2, "360782000000")
    connection.close()
    yield receipts
    connection.close()
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM kernel_journalentry")
    superuser.execute("SET session_replication_role = origin")
    superuser.execute(
        "ALTER TABLE kernel_journalentry DROP CONSTRAINT IF EXISTS journal_one_chain,"
        " ADD CONSTRAINT journal_one_chain UNIQUE (county, seq)"
    )


def breaks():
    with entered(EVERYWHERE):
        return list(journal.verify().breaks)


def tamper(superuser, *statements):
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("ALTER TABLE kernel_journalentry DROP CONSTRAINT journal_one_chain")
    for statement in statements:
        superuser.execute(statement)


@pytest.mark.django_db
def test_an_entry_holds_what_was_said():
    with entered(EVERYWHERE):
        journal.record(
            by=BY,
            act="registry.unmask",
            subject="registry.person:12",
            region=RegionCode(COUNTY),
            reason=ODD,
            evidence={"on": date(2024, 6, 30), "ratio": 0.1, "list": [1, None, True], "空": ODD},
        )
        (pair,) = read()
    line = dict(zip(COLUMNS, pair[0].values, strict=True))
    assert line["reason"] == ODD
    assert (line["actor"], line["actor_name"]) == ("7", "张三")
    assert (line["subject_type"], line["subject_id"]) == ("registry.person", "12")
    assert (line["county"], line["seq"], line["previous"]) == ("360781", "1", "")
    assert pair[0].intact


@pytest.mark.django_db
def test_each_county_has_its_own_chain():
    with entered(EVERYWHERE):
        assert [r.seq for r in write(3)] == [1, 2, 3]
        assert [r.seq for r in write(2, "360782100001")] == [1, 2]
        assert [(r.county, r.seq) for r in write(1, None)] == [("000000", 1)]
        assert [r.seq for r in write(1)] == [4]
        found = journal.verify()
    assert (found.entries, found.counties, found.whole) == (7, 3, True)


@pytest.mark.django_db
def test_what_is_refused():
    with entered(EVERYWHERE):
        with pytest.raises(RegionCodeInvalid):
            write(1, "3607")
        with pytest.raises(journal.ActUnnamed):
            write(1, act="Change!")
        with pytest.raises(ValueError, match="float values"):
            journal.record(by=BY, act="a.b", evidence={"x": float("nan")})


def test_outside_a_transaction_nothing_is_written(committed):
    with pytest.raises(journal.JournalOutsideTransaction):
        write(1)


@pytest.mark.django_db
def test_reading_is_by_place_and_writing_from_any():
    with entered(Scope(("360782",))):
        write(2)
        assert list(read()) == []
        with pytest.raises(JournalOutOfSight):
            journal.verify("360781")
    with entered(Scope(("360781",))):
        assert journal.verify("360781").entries == 2
        with pytest.raises(JournalOutOfSight):
            journal.verify()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO kernel_journalentry SELECT * FROM kernel_journalentry",
        "UPDATE kernel_journalentry SET reason = ''",
        "DELETE FROM kernel_journalentry",
        "TRUNCATE kernel_journalentry",
        "UPDATE kernel_journalhead SET count = 0",
        "DELETE FROM kernel_journalhead",
        "INSERT INTO kernel_journalhead VALUES ('1', 0, '')",
        "ALTER TABLE kernel_journalentry DISABLE TRIGGER ALL",
    ],
)
def test_the_application_cannot_change_the_journal(statement):
    with (
        entered(EVERYWHERE),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_journalentry SET reason = ''",
        "DELETE FROM kernel_journalentry",
        "TRUNCATE kernel_journalentry",
        "DELETE FROM kernel_journalhead",
        "TRUNCATE kernel_journalhead",
    ],
)
def test_even_a_superuser_is_stopped_by_default(chain, superuser, statement):
    with pytest.raises(Exception, match="the journal only grows"):
        superuser.execute(statement)


OTHER = {
    "id": "id + 1000",
    "county": "'360799'",
    "seq": "seq + 100",
    "at": "at + interval '1 microsecond'",
    "evidence": "evidence || '{\"fen\": 99}'",
    "region_code": "'360781000001'",
    "previous": "repeat('0', 64)",
    "hash": "repeat('0', 64)",
}


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", [*COLUMNS, "hash"])
def test_a_change_of_any_column_of_any_row_is_named(chain, superuser, column, seq):
    value = OTHER.get(column, f"{column} || ' '")
    where = f"WHERE county = '360781' AND seq = {seq}"
    tamper(superuser, f"UPDATE kernel_journalentry SET {column} = {value} {where}")
    found = breaks()
    assert (found[0].county, found[0].seq) == ("360781", seq)
    expected = "missing" if column in {"county", "seq"} else "changed"
    assert found[0].difference == expected
    if expected == "changed":
        assert found[0].id == chain[seq - 1].id + (1000 if column == "id" else 0)


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_deleted_row_is_missed_also_the_last(chain, superuser, seq):
    tamper(superuser, f"DELETE FROM kernel_journalentry WHERE county = '360781' AND seq = {seq}")
    assert breaks() == [Break("360781", seq, None, "missing")]


def test_a_county_emptied_is_missed(chain, superuser):
    tamper(superuser, "DELETE FROM kernel_journalentry WHERE county = '360781'")
    assert breaks() == [Break("360781", 1, None, "missing")]


def test_swapped_rows_are_named(chain, superuser):
    swap = "UPDATE kernel_journalentry SET seq = 6 - seq WHERE county = '360781' AND seq IN (2, 4)"
    tamper(superuser, swap)
    assert breaks() == [Break("360781", 2, chain[3].id, "reordered")]


def test_a_row_rewritten_with_a_fitting_hash_is_named(chain, superuser):
    tamper(
        superuser,
        "UPDATE kernel_journalentry SET reason = 'x' WHERE county = '360781' AND seq = 3",
        "UPDATE kernel_journalentry e SET hash = shouwang.journal_hash(e)"
        " WHERE county = '360781' AND seq = 3",
    )
    assert breaks() == [Break("360781", 3, chain[2].id, "changed")]


COPY_OF_3 = (
    "INSERT INTO kernel_journalentry SELECT id + 1000, county, {seq}, at, actor, actor_name, act,"
    " subject_type, subject_id, region_code, reason, evidence, {previous}, ''"
    " FROM kernel_journalentry WHERE county = '360781' AND seq = {like}"
)
REHASH = "UPDATE kernel_journalentry e SET hash = shouwang.journal_hash(e) WHERE hash = ''"


def test_a_forged_row_at_the_end_is_named(chain, superuser):
    tamper(superuser, COPY_OF_3.format(seq=6, previous="hash", like=5), REHASH)
    assert breaks() == [Break("360781", 6, chain[4].id + 1000, "inserted")]


def test_a_row_with_a_number_twice_is_named(chain, superuser):
    tamper(superuser, COPY_OF_3.format(seq=3, previous="previous", like=3), REHASH)
    assert breaks() == [Break("360781", 3, chain[2].id + 1000, "inserted")]


def test_the_head_altered_or_gone_is_named(chain, superuser):
    tamper(superuser, "UPDATE kernel_journalhead SET hash = 'x' WHERE county = '360781'")
    assert breaks() == [Break("360781", 5, chain[4].id, "head")]
    superuser.execute("DELETE FROM kernel_journalhead WHERE county = '360781'")
    assert breaks() == [Break("360781", 5, chain[4].id, "head")]


def test_writers_at_the_same_time_make_one_chain(committed, superuser):
    failures = []

    def writer():
        try:
            for _ in range(15):
                with entered(EVERYWHERE):
                    write(2)
                    write(1, "360782000000")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with entered(EVERYWHERE):
        found = journal.verify()
    assert (found.entries, found.counties, found.breaks) == (270, 2, ())


def test_what_is_rolled_back_was_never_written(chain):
    with entered(EVERYWHERE):
        write(3)
        transaction.set_rollback(True)
    with entered(EVERYWHERE):
        assert journal.verify("360781").entries == 5
        assert write(1)[0].seq == 6
