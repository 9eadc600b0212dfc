"""Filling a finished page's form with what was typed into it before."""

import pytest

from shouwang.people.refilling import refill

PAGE = """<html><body><main id="main" tabindex="-1">
<form method="post" action="/other/"><input name="reason" value="别的"></form>
<form method="post">{middle}</form>
</main></body></html>"""


def inside(middle: str, *fields: tuple[str, str]) -> tuple[str, list[tuple[str, str]]]:
    page = refill(PAGE.format(middle=middle), page="/cases/1/act/", path="/cases/1/act/",
                  fields=fields)  # fmt: skip
    start, end = PAGE.split("{middle}")
    assert page.found
    assert page.html.startswith(start)
    assert page.html.endswith(end)
    return page.html[len(start) : -len(end)], list(page.left)


@pytest.mark.parametrize(
    ("middle", "fields", "filled"),
    [
        (
            '<input type="text" name="a" required value="旧">',
            [("a", '新"<b>')],
            '<input type="text" name="a" required value="新&quot;&lt;b&gt;">',
        ),
        (
            '<textarea name="a" rows="3">\n旧&amp;</textarea>',
            [("a", "</textarea><script>")],
            '<textarea name="a" rows="3">\n&lt;/textarea&gt;&lt;script&gt;</textarea>',
        ),
        (
            '<select name="a"><option value="1" selected>一<option value="2">二</select>',
            [("a", "2")],
            '<select name="a"><option value="1">一<option value="2" selected>二</select>',
        ),
        (
            '<input type="checkbox" name="a" value="1" checked><input type="checkbox" name="a"'
            ' value="2">',
            [("a", "2")],
            '<input type="checkbox" name="a" value="1"><input type="checkbox" name="a" value="2"'
            " checked>",
        ),
        (
            '<input type="radio" name="a" value="1" checked>',
            [],
            '<input type="radio" name="a" value="1">',
        ),
        (
            '<input name="a" value="1"><input name="a" value="2">',
            [("a", "3"), ("a", "4")],
            '<input name="a" value="3"><input name="a" value="4">',
        ),
        (
            '<input type="hidden" name="csrfmiddlewaretoken" value="token">',
            [("csrfmiddlewaretoken", "stolen")],
            '<input type="hidden" name="csrfmiddlewaretoken" value="token">',
        ),
        ('<input name="b" value="1">', [], '<input name="b" value="1">'),
    ],
)
def test_every_kind_of_field(middle: str, fields: list[tuple[str, str]], filled: str) -> None:
    assert inside(middle, *fields)[0] == filled


def test_what_finds_no_place_is_said() -> None:
    button = '<button name="act" value="keep">保存</button><input name="a">'
    html, left = inside(button, ("a", "一"), ("act", "keep"), ("row-3", "第三行"))
    assert html == '<button name="act" value="keep">保存</button><input name="a" value="一">'
    assert left == [("row-3", "第三行")]


def test_of_several_forms_the_one_with_the_same_hidden_fields() -> None:
    rows = "".join(
        f'<form method="post" action="/close/"><input type="hidden" name="n" value="{n}">'
        '<input name="reason" value=""></form>'
        for n in (1, 2)
    )
    page = refill(rows, page="/list/", path="/close/", fields=[("n", "2"), ("reason", "好了")])
    assert page.html == rows[: -len('value=""></form>')] + 'value="好了"></form>'


def test_a_form_that_is_not_there() -> None:
    page = refill("<main><p></p></main>", page="/a/", path="/b/", fields=[("a", "一")])
    assert (page.found, page.left, page.main) == (False, (("a", "一"),), len("<main>"))


def test_a_button_of_the_form_may_post_elsewhere() -> None:
    html = '<form method="post"><input name="a"><button formaction="/b/">送</button></form>'
    page = refill(html, page="/a/", path="/b/", fields=[("a", "一")])
    assert 'name="a" value="一"' in page.html
