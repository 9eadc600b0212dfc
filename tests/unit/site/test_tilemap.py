import random

from hypothesis import given
from hypothesis import strategies as st

from shouwang.site.tilemap import STEP, TILE, Block, Place, Tile, lay_out


def _county(counts: list[int]) -> list[Place]:
    places = []
    for order, count in enumerate(counts):
        town = f"36078{order:04d}000"
        places.append(Place(town, f"镇{order}", "360781000000"))
        places += [Place(f"{town[:9]}{n:03d}", f"村{n}", town) for n in range(1, count + 1)]
    return places


def test_villages_fill_rows_of_four_in_the_order_of_codes() -> None:
    town, *villages = _county([5])
    corners = [(0, 0), (STEP, 0), (2 * STEP, 0), (3 * STEP, 0), (0, STEP)]
    tiles = tuple(Tile(v, x, y) for v, (x, y) in zip(villages, corners, strict=True))
    assert lay_out([town, *villages]) == [Block(town, tiles, 3 * STEP + TILE, STEP + TILE)]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=18), st.randoms(use_true_random=False))
def test_places_do_not_move_with_the_order_of_the_rows(
    counts: list[int], chance: random.Random
) -> None:
    places = _county(counts)
    shuffled = list(places)
    chance.shuffle(shuffled)
    assert lay_out(shuffled) == lay_out(places)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=18))
def test_no_place_is_lost_and_no_two_share_a_square(counts: list[int]) -> None:
    blocks = lay_out(_county(counts))
    assert [len(block.tiles) for block in blocks] == counts
    for block in blocks:
        assert len({(tile.x, tile.y) for tile in block.tiles}) == len(block.tiles)
        assert all(t.x + TILE <= block.width and t.y + TILE <= block.height for t in block.tiles)


def test_a_village_without_its_township_has_a_block_of_its_own() -> None:
    lone = Place("360781100001", "独村", "360781100000")
    assert lay_out([lone]) == [Block(lone, (), 3 * STEP + TILE, 0)]


def test_a_place_is_made_from_a_mapping() -> None:
    made = Place.of({"code": "1", "name": "甲", "parent": "", "level": None, "extra": 1})
    assert made == Place("1", "甲", "", None)
