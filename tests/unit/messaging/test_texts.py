"""What a message may say, and where its link may lead."""

import pytest

from shouwang.messaging.errors import KindUnnamed, LinkRefused, TextRefused
from shouwang.messaging.kinds import kinds
from shouwang.messaging.operations.checking import check_message
from shouwang.messaging.rules import holds_number, is_own_path

NUMBERS = [
    "电话13800001234",
    "138 0000 1234",
    "１３８００００１２３４",
    "36078119800101123X",
    "360781198001011234，",
    "360781 19800101 123x",
    "编号01234567890",
]
PLAIN = [
    "有3件事今天到期",
    "2024-06-30 18:30前答复，共12户",
    "第360781100201号村，360781100201000户",
    "批次20240630-0001",
    "",
]
OWN = ["", "/", "/cases/8b4f7b04-12cd-4f41-9d3a-138000012341/", "/households/H000001/?tab=a&b=1#c"]
ELSEWHERE = [
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "cases/1/",
    "/a b",
    "/a\nb",
    "/a\x00",
    "/find/13800001234/",
    "/find/?q=36078119800101123X",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_found(text):
    assert holds_number(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_sentences_pass(text):
    assert not holds_number(text)


@pytest.mark.parametrize("link", OWN)
def test_own_paths(link):
    assert is_own_path(link)


@pytest.mark.parametrize("link", ELSEWHERE)
def test_links_that_do_not_stay(link):
    assert not is_own_path(link)


@pytest.mark.parametrize(
    ("kind", "text", "link", "error"),
    [
        ("Notice", "一", "", KindUnnamed),
        ("notice", "请联系13800001234", "", TextRefused),
        ("notice", "一", "//evil.example", LinkRefused),
    ],
)
def test_refusals_are_loud_and_repeat_nothing(kind, text, link, error):
    with pytest.raises(error) as raised:
        check_message(kind, text, link)
    assert text not in str(raised.value) or text == "一"


def test_every_kind_has_both_words_and_no_number():
    for kind in kinds().values():
        check_message(kind.code, "".join(kind.words.values()), "")
        assert set(kind.words) == {"zh", "en"}
        assert all(kind.words.values())
