"""Layouts: every word means one column, every template can be read again."""

import pytest

from shouwang.people.rules.duties import Kind as Duty
from shouwang.watch.intake import layouts, reading

LISTS = layouts.names()


@pytest.mark.parametrize("name", LISTS)
def test_every_word_means_one_column_and_one_entry(name):
    layout = layouts.layout(name)
    columns: dict[str, str] = {}
    for column in layout.columns:
        for word in column.words():
            assert columns.setdefault(word, column.name) == column.name, word
        entries: dict[str, str] = {}
        for code in column.codes or ():
            for word in code.words():
                assert entries.setdefault(word, code.value) == code.value, (column.name, word)


@pytest.mark.parametrize("name", LISTS)
def test_a_layout_names_a_duty_and_a_key_of_its_columns(name):
    layout = layouts.layout(name)
    assert layout.duty in set(Duty)
    assert [one for one in layout.key if one not in layout] == []
    assert all(column.sensitive for column in layout.columns if column.kind == "identity")


@pytest.mark.parametrize("name", LISTS)
def test_an_unfilled_template_has_no_row_and_its_example_is_left_out(name, tmp_path):
    path = tmp_path / "template.xlsx"
    layouts.workbook(layouts.layout(name), path)
    with pytest.raises(reading.ListUnreadable, match="没有一行数据"):
        reading.read(path, layouts.layout(name))


def test_an_unknown_list_is_refused_with_the_known_ones():
    with pytest.raises(layouts.LayoutUnknown, match="households, members"):
        layouts.layout("nonsense")
