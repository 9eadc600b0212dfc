import polars as pl
from stdnum import numdb
from stdnum.iso7064 import mod_11_2


def test_identity_numbers_are_valid_unique_and_say_birth_and_sex(
    small_county, read_registry
) -> None:
    persons = read_registry(small_county, "persons")
    named = persons.filter(pl.col("identity_number").is_not_null())
    number = named["identity_number"]
    assert not number.is_duplicated().any()
    assert all(mod_11_2.is_valid(text) for text in number)
    assert (number.str.slice(6, 8) == named["birth_on"].dt.strftime("%Y%m%d")).all()
    odd = number.str.slice(16, 1).cast(pl.Int64) % 2 == 1
    assert (odd == (named["sex"] == "1")).all()


def test_no_identity_number_can_be_a_real_persons(small_county, read_registry) -> None:
    number = read_registry(small_county, "persons")["identity_number"].drop_nulls()
    assert set(number.str.slice(0, 6)) == {"360799"}
    listed = [part for part, about in numdb.get("cn/loc").info("360799") if "county" in about]
    assert listed == []  # no division, past or present


def test_only_a_few_newborn_have_no_number(small_county, read_registry) -> None:
    persons = read_registry(small_county, "persons")
    missing = persons.filter(pl.col("identity_number").is_null())
    assert 0 < missing.height < 0.01 * persons.height


def test_disability_numbers_agree_with_identity_kind_and_grade(small_county, read_registry) -> None:
    disabled = read_registry(small_county, "persons").filter(pl.col("disability_grade") > 0)
    card = disabled.filter(pl.col("identity_number").is_not_null())
    expected = card.select(
        pl.concat_str("identity_number", "disability_kind", "disability_grade")
    ).to_series()
    assert (card["disability_number"] == expected).all()
    assert set(card["disability_number"].str.len_chars()) == {20}
    assert set(card["disability_kind"]) <= set(range(1, 8))


def test_telephones_are_of_a_block_without_subscribers(small_county, read_registry) -> None:
    persons = read_registry(small_county, "persons")
    phone = persons["phone"].drop_nulls()
    assert phone.str.contains(r"^1003\d{7}$").all()
    assert persons.filter(pl.col("relation") == "户主")["phone"].null_count() == 0
