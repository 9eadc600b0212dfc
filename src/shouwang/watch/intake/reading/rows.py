"""Which rows of a table are data: not the empty, the sums, the notes, the example, the heading."""

from collections.abc import Mapping

import polars as pl

from shouwang.watch.intake.layouts import EXAMPLE_MARK
from shouwang.watch.intake.reading.headings import Heading
from shouwang.watch.intake.reading.tables import ROW

EMPTY, SUM, NOTE, EXAMPLE, HEADING = "空行", "合计行", "说明行", "示例行", "重复的标题行"
_SUMS = r"^(本页)?(合计|总计|小计|共计|累计|总和|合\s*计|总\s*计)([（(:：].*)?$"
_NOTES = (
    r"^(制表|填表|填报|审核|复核|负责人|分管|联系人|经办|单位(负责人|[:：（(])|备注|说明|注[:：]|"
    r"填写说明|填报说明|打印|导出|报送|统计人|日期[:：]|第?\s*\d*\s*页|数据来源|盖章|（盖章）)"
)
# a note has few cells; a row of data that begins so has more
_NOTE_CELLS = 4


def split(frame: pl.DataFrame, heading: Heading) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """The rows of data, and how many others there were of each sort."""
    cells = pl.exclude(ROW).str.strip_chars()
    kept = frame.select(ROW, pl.when(cells != "").then(cells))
    marked = kept.select(sort=_sort(kept, heading)).to_series()
    counts = marked.drop_nulls().value_counts()
    return frame.filter(marked.is_null()), dict(counts.iter_rows())


def _sort(frame: pl.DataFrame, heading: Heading) -> pl.Expr:
    names = [name for name in frame.columns if name != ROW]
    # sums and notes stand left; every cell of a wide table need not be looked at
    first = pl.coalesce(names)
    filled = pl.sum_horizontal(pl.col(names).is_not_null())
    keys = [str(at) for at in heading.places.values() if str(at) in names]
    named = pl.sum_horizontal(pl.col(keys).is_not_null()) if keys else filled
    repeated = pl.all_horizontal(_is_label(str(at), heading.labels[at]) for at in _shown(heading))
    return (
        pl.when(filled == 0)
        .then(pl.lit(EMPTY))
        .when(first.str.starts_with(EXAMPLE_MARK))
        .then(pl.lit(EXAMPLE))
        .when(first.str.contains(_SUMS))
        .then(pl.lit(SUM))
        .when((filled <= _NOTE_CELLS) & (named <= 2) & first.str.contains(_NOTES))
        .then(pl.lit(NOTE))
        .when(repeated)
        .then(pl.lit(HEADING))
    )


def _shown(heading: Heading) -> list[int]:
    return [at for at in heading.places.values() if heading.labels[at]][:2]


def _is_label(name: str, label: str) -> pl.Expr:
    bare = (
        pl.col(name).str.replace_all(r"[\s*＊:：]", "").str.replace_many(["（", "）"], ["(", ")"])
    )
    return bare.str.to_uppercase().eq_missing(pl.lit(label))
