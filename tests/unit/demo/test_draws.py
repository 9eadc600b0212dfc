import numpy as np
import pytest

from shouwang.demo.draws import apportion, fen, pick, pick_by_row, stream, top_by_weight


def test_a_topic_has_a_stream_of_its_own() -> None:
    draws = [stream(1, "a").random(), stream(1, "a").random(), stream(1, "b").random()]
    assert draws[0] == draws[1] != draws[2]


def test_apportion_sums_and_keeps_whole_numbers_as_they_are() -> None:
    assert apportion(10, [1, 1, 1]).tolist() == [4, 3, 3]
    assert apportion(20_179, [6204, 6112, 4921, 1402, 1065, 475]).tolist() == [
        6204,
        6112,
        4921,
        1402,
        1065,
        475,
    ]


def test_top_by_weight_draws_without_return_and_never_the_impossible() -> None:
    score = np.array([0.0, -np.inf, 3.0, 0.0])
    assert top_by_weight(stream(1), score, 3).tolist() == [0, 2, 3]
    assert top_by_weight(stream(1), score, 0).tolist() == []
    with pytest.raises(ValueError, match="cannot draw 4 of 3 candidates"):
        top_by_weight(stream(1), score, 4)


def test_pick_never_takes_a_position_of_weight_zero() -> None:
    assert set(pick(stream(1), [0, 1, 0, 2], 500).tolist()) == {1, 3}
    table = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert pick_by_row(stream(1), table, np.array([0, 1, 0])).tolist() == [0, 1, 0]


def test_fen_is_whole_and_never_negative() -> None:
    assert fen(np.array([1.234, 0.005, -3.0])).tolist() == [123, 0, 0]
