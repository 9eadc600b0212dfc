"""What leaves the house: known sentences, every place filled, nothing sensitive in it."""

import re

import pytest

from shouwang.engine import load_pack
from shouwang.messaging.errors import TemplateRefused
from shouwang.messaging.kinds import COMMON, DIGEST, kind_of, kinds
from shouwang.messaging.rules import holds_number
from shouwang.messaging.sentences import NEW_MESSAGE, render, sentences, shown

# words that tell what a household has, or that it has something
SENSITIVE = re.compile("病|残|贫|低保|身份证|银行|账号|诊断|监测")


def test_a_sentence_is_filled():
    assert render(NEW_MESSAGE, {"kind": "通知"}) == "守望：您有新的“通知”消息，请登录查看。"


@pytest.mark.parametrize(
    ("template", "parameters"),
    [
        ("unknown", {}),
        (NEW_MESSAGE, {}),
        (NEW_MESSAGE, {"kind": "通知", "name": "某人"}),
        (NEW_MESSAGE, {"kind": "13800001234"}),
        (NEW_MESSAGE, {"kind": "长" * 61}),
    ],
)
def test_what_may_not_leave_is_refused(template, parameters):
    with pytest.raises(TemplateRefused):
        render(template, parameters)


def test_a_sentence_that_is_no_more_is_shown_by_its_code():
    assert shown("gone", {"kind": "通知"}) == "gone"


def test_every_sentence_and_kind_that_leaves_says_nothing_sensitive():
    said = [
        entry[word] for entry in load_pack("cn").codes["sent_sentences"].values() for word in entry
    ]
    said += [word for kind in kinds().values() if kind.leaves for word in kind.words.values()]
    assert [text for text in said if holds_number(text) or SENSITIVE.search(text)] == []
    assert NEW_MESSAGE in sentences()


def test_an_unknown_kind_is_shown_under_the_common_word():
    assert kind_of("nobody_knows") is kinds()[COMMON]
    assert kind_of(DIGEST).leaves
