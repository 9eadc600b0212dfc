import gettext
import io

from shouwang.site import catalogue
from shouwang.site.catalogue import Entry


def test_every_source_text_has_english() -> None:
    """Add what is missing: python -m shouwang.site.catalogue add "中文" "English"."""
    assert catalogue.missing() == {}


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    entries = catalogue.read(catalogue.PO.read_text(encoding="utf-8"))
    assert catalogue.MO.read_bytes() == catalogue.compiled(entries)


def test_the_text_is_sorted_and_read_back_as_written() -> None:
    entries = [Entry("乙", "", ('say "so"',)), Entry("甲 %(n)s", "甲 %(n)s", ("one", "two\nlines"))]
    text = catalogue.write(list(reversed(entries)))
    assert catalogue.read(text) == sorted(entries, key=lambda entry: entry.source)


def test_the_compiled_form_is_what_gettext_reads() -> None:
    entries = [Entry("户", "", ("household",)), Entry("%(n)s 户", "%(n)s 户", ("one", "many"))]
    read = gettext.GNUTranslations(io.BytesIO(catalogue.compiled(entries)))
    assert read.gettext("户") == "household"
    assert [read.ngettext("%(n)s 户", "%(n)s 户", n) for n in (1, 2)] == ["one", "many"]


def test_what_templates_and_code_mark_is_found() -> None:
    template = (
        "{% translate '甲' as x %}{% tag _(\"乙\") %}{% blocktranslate trimmed with n=3|number %}\n"
        "  共 {{ n }} 户，\n  50%{% endblocktranslate %}"
        "{% blocktranslate count n=2 %}丁{% plural %}戊{% endblocktranslate %}"
    )
    assert sorted(catalogue._in_template(template)) == ["丁", "乙", "共 %(n)s 户， 50%%", "甲"]
    code = 'x = _("己" "庚")\ny = ngettext("辛", "壬", 2)\nz = print("癸")\n'
    assert sorted(catalogue._in_python(code)) == ["己庚", "辛"]
