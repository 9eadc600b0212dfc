"""Linking frames: what is found, with which evidence, and what is not."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shouwang.watch.linkage.likeness import NEEDED, Limits, link
from shouwang.watch.linkage.rules import one_form

VILLAGE, NEXT_VILLAGE, FAR = "360781100201", "360781100202", "360781105201"
CHARACTERS = "建国军民红卫东华平林辉勇强伟明春生发文斌海波荣庆峰剑云小兴志光永秀英兰凤金香桂莲"


def frame(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=NEEDED, orient="row")


def person(id: str, name: str, birth: date | None, **given: object) -> tuple:
    plain = {"identity": None, "sex": 1, "place": VILLAGE, **given}
    return (id, plain["identity"], name, birth, plain["sex"], plain["place"])


def crowd(count: int, prefix: str) -> list[tuple]:
    """People who have nothing to do with each other."""
    return [
        person(
            f"{prefix}{n}",
            "刘钟杨谢朱曾赖罗陈黄"[n % 10] + CHARACTERS[n % 38] + CHARACTERS[(n // 38) % 38],
            date(1940 + n % 70, 1 + n % 12, 1 + (n * 7) % 28),
            sex=1 + n % 2,
            place=f"3607811{n % 18:02}2{n % 15:02}",
        )
        for n in range(count)
    ]


def found(left: list[tuple], right: list[tuple] | None, folder: Path, threshold: float = 0.85):
    pairs = link(
        frame(*left),
        None if right is None else frame(*right),
        threshold=threshold,
        limits=Limits(folder, threads=1),
    )
    assert list(folder.iterdir()) == []
    return {(row["left"], row["right"]): row for row in pairs.iter_rows(named=True)}


BIRTH = date(1963, 5, 9)


def day(year: int) -> date:
    return date(year, 5, 9)


WRITTEN_TWICE = [
    (("赖福生", day(1951)), ("赖福生", day(1951)), "name", "same"),
    (("谢春根", day(1952)), ("谢 春 根", day(1952)), "name", "same"),
    (("朱福生", day(1953)), ("朱福声", day(1953)), "name", "same_sound"),
    (("曾福生", day(1954)), ("曾福财", day(1954)), "name", "one_character"),
    (("罗水金", day(1955)), ("罗水金", date(1955, 9, 5)), "birth", "swapped"),
    # 9 May 1963 was the 16th of the fourth lunar month
    (("陈先明", BIRTH), ("陈先明", date(1963, 4, 16)), "birth", "lunar"),
    (("黄木林", day(1957)), ("黄木林", date(1957, 5, 19)), "birth", "one_digit"),
    (("温石连", day(1958)), ("温石连", day(1958), NEXT_VILLAGE), "place", "same_township"),
    (("胡传声", day(1959)), ("胡传声", day(1959), FAR), "place", "different"),
]
NUMBERS = "360781197005090013", "360781197005090128", "360781197105090037", "360781197105090248"
TWO_PEOPLE = [
    (("邓长贵", day(1960)), ("钟水金", day(1960), FAR)),  # born the same day
    (("廖昌盛", day(1961)), ("廖昌盛", date(1991, 1, 2), FAR)),  # namesakes
    (("邱德仁", day(1962)), ("邱德义", date(1965, 8, 30))),  # brothers
    # twins, and namesakes born the same day, whose numbers differ
    (("周福生", day(1970), VILLAGE, NUMBERS[0]), ("周福财", day(1970), VILLAGE, NUMBERS[1])),
    (("宋德荣", day(1971), VILLAGE, NUMBERS[2]), ("宋德荣", day(1971), FAR, NUMBERS[3])),
]


def written(id: str, name: str, birth: date, place: str = VILLAGE, number: str | None = None):
    return person(id, name, birth, place=place, identity=number)


def linked(pairs: list[tuple], folder: Path):
    left = [written(f"a{n}", *pair[0]) for n, pair in enumerate(pairs)]
    right = [written(f"b{n}", *pair[1]) for n, pair in enumerate(pairs)]
    return found([*left, *crowd(300, "x")], right, folder)


def test_one_person_written_twice_is_found_with_its_evidence(tmp_path):
    pairs = linked(WRITTEN_TWICE, tmp_path)
    expected = {(f"a{n}", f"b{n}"): one[2:] for n, one in enumerate(WRITTEN_TWICE)}
    assert {pair: pairs[pair][expected[pair][0]] for pair in pairs} == {
        pair: word for pair, (_, word) in expected.items()
    }


def test_two_people_are_no_pair(tmp_path):
    assert linked(TWO_PEOPLE, tmp_path) == {}


def test_both_forms_of_a_number_are_one(tmp_path):
    one = person("a", "赖福生", BIRTH, identity="360781630509001")
    other = person("b", "赖发生", None, identity=one_form("360781630509001").lower(), sex=None)
    pairs = found([one], [other], tmp_path)
    assert [(p, row["identity"], row["birth"]) for p, row in pairs.items()] == [
        (("a", "b"), "same", "unknown")
    ]


@pytest.mark.slow
def test_a_list_is_linked_with_itself_the_same_way_each_time(tmp_path):
    people = [
        *crowd(2500, "x"),
        person("y", "欧阳水莲", BIRTH, sex=2),
        person("z", "欧阳水莲", BIRTH, sex=2, place=NEXT_VILLAGE),
    ]
    first = found(people, None, tmp_path)
    assert ("y", "z") in first
    assert found(people, None, tmp_path) == first


def test_nothing_is_linked_with_nothing(tmp_path):
    assert found([], [person("b", "赖福生", BIRTH)], tmp_path) == {}
    assert found([person("b", "赖福生", BIRTH)], None, tmp_path) == {}
