"""Why a cell or a row was refused, in a sentence that says how to mend it."""

import polars as pl

from shouwang.watch.intake.layouts import Column

ERROR, WARNING = "error", "warning"
MOST_NAMES = 12
_LONGEST_MASK = 100
REASONS = {
    "required": "“{label}”必须填写",
    "number_destroyed": (
        "长数字已变成科学计数法，末几位丢失，无法还原；请先把该列设为“文本”格式，再对照原件重新填写"
    ),
    "identity_old": "这是15位旧身份证号，2013年起已停用，请填写18位号码",
    "identity_length": "身份证号应为18位，请与证件核对",
    "identity_shape": "身份证号前17位应为数字，末位为数字或X",
    "identity_birth": "身份证号中的出生日期不存在，请与证件核对",
    "identity_future": "身份证号中的出生日期晚于今天，请与证件核对",
    "identity_check": "身份证号校验位不符，请与证件核对每一位",
    "disability_length": "残疾人证号应为20位或22位，请与证件核对",
    "disability_shape": "残疾人证号应为18位身份证号加类别、等级",
    "disability_kind": "残疾人证号第19位是类别，应为1至7",
    "disability_grade": "残疾人证号第20位是等级，应为1至4",
    "telephone_shape": "电话应为11位手机号，或区号加固定电话号码；一格只填一个",
    "day_unreadable": "看不懂这个日期，请写成 2024-06-30",
    "day_partial": "日期要写到日，请写成 2024-06-30",
    "day_range": "日期应在1900年至2100年之间，请核对年份",
    "day_future": "日期晚于今天，请核对",
    "month_ambiguous": "可能是1月，也可能是10月（Excel 会去掉末尾的0），请写成 2024-01 或 2024-10",
    "yuan_unreadable": "看不懂这个金额，请以元为单位填写数字，如 21360.50；大额可写 3.2万元",
    "yuan_fraction": "金额最多到分，请四舍五入到两位小数",
    "integer_fraction": "应为整数，请去掉小数",
    "number_unreadable": "应为数字，请去掉文字",
    "number_below": "不能小于{least}，请核对",
    "number_above": "不能大于{most}，请核对",
    "code_unknown": "不在可填的内容中，可填：{codes}",
    "truth_unknown": "请填“是”或“否”",
    "text_long": "文字超过200字，请缩短",
    "region_unknown": "找不到这个村；请写“乡镇＋村”的名称，或十二位区划代码",
    "region_ambiguous": "有几个村叫这个名字；请在前面写上乡镇",
    "region_too_wide": "只写到了乡镇；请写到村",
    "formula_empty": "格中的公式没有结果；请在 Excel 中打开、重新计算并保存，或粘贴为数值",
    "formula_error": "格中的公式出错（如 #N/A、#DIV/0!）；请改正公式，或粘贴为数值",
    "sex_differs": "与证件号码上的性别不一致，请核对其中之一",
    "birth_differs": "与证件号码上的出生日期不一致，请核对其中之一",
    "disability_differs": "残疾证号前18位与证件号码不一致，请核对其中之一",
    "disability_grade_differs": "与残疾证号中的等级不一致，请核对其中之一",
    "disability_kind_differs": "与残疾证号中的类别不一致，请核对其中之一",
    "amounts_differ": "自付与报销之和超过总费用，请核对三个金额",
    "item_differs": "收入项目不属于所填的收入类别，请核对其中之一",
    "row_long": "这一行比标题多出内容，可能有逗号没有加引号；请改正后再上传",
    "column_unknown": "清单里没有这一列，未读取；名称写错的请改成模板中的名称",
    "column_double": "与另一列是同一内容，未读取；需要的请删去另一列",
    "sheet_hidden": "工作表被隐藏，未读取；需要的请取消隐藏后再上传",
    "sheet_unread": "没有找到标题行，这个工作表未读取；标题请用模板中的列名",
    "row_hidden": "这一行在表中被隐藏，已一并读取；不需要的请删除后再上传",
}
# Where a column is a help for matching and nothing rests on it, the row is not refused for it.
_WARNINGS = frozenset(
    {"row_hidden", "column_unknown", "column_double", "sheet_hidden", "sheet_unread"}
)
LENIENT = frozenset({"region_unknown", "region_ambiguous", "region_too_wide"})


def reason(code: str, column: Column | None) -> str:
    """The sentence for a code in a column."""
    text = REASONS[code]
    if column is None or "{" not in text:
        return text
    return text.format(
        label=column.label, least=column.least or 0, most=column.most, codes=_names(column)
    )


def _names(column: Column) -> str:
    names = [one.name for one in column.codes or ()]
    shown = "、".join(names[:MOST_NAMES])
    return shown + ("等" if len(names) > MOST_NAMES else "")


def weight(code: str, column: Column | None) -> str:
    """Whether the row is refused for it."""
    if code in _WARNINGS or (code in LENIENT and column is not None and not column.required):
        return WARNING
    return ERROR


def masked(values: pl.Expr) -> pl.Expr:
    """A sensitive value as it may be shown: three first and four last characters."""
    length = values.str.len_chars().cast(pl.Int64)
    middle = values.str.slice(0, 3) + _stars(length - 7) + values.str.slice(length - 4, 4)
    scientific = values.str.contains(r"^[0-9]\.?[0-9]*[eE]\+?[0-9]+$")  # nothing left to hide
    return pl.when(scientific).then(values).when(length <= 7).then(_stars(length)).otherwise(middle)


def _stars(length: pl.Expr) -> pl.Expr:
    return pl.lit("*").repeat_by(length.clip(0, _LONGEST_MASK)).list.join("")
