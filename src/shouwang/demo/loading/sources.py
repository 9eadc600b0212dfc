"""The departments' monthly lists that the demonstration's facts came in.

Every fact gets a list and a row in it, so that a page can say where a number is from.
"""

from datetime import date

import polars as pl

AS_OF = date(2024, 6, 30)
DAY_RECEIVED = 5

# table, kind → name of the list, sender; kind "" is every kind of the table
LISTS = {
    ("income", "wage"): ("务工工资台账", "市人社局"),
    ("income", "business"): ("生产经营收入采集表", "市农业农村局"),
    ("income", "business_cost"): ("生产经营支出采集表", "市农业农村局"),
    ("income", "property"): ("资产收益与土地流转台账", "市农业农村局"),
    ("income", "transfer"): ("惠农惠民补贴一卡通发放清单", "市财政局"),
    ("income", "excluded"): ("一次性补助发放清单", "市民政局"),
    ("spending", "medical_own"): ("医疗自付费用清单", "市医保局"),
    ("spending", "education_own"): ("在校学生费用清单", "市教育局"),
    ("spending", "other"): ("入户采集支出表", "驻村工作队"),
    ("payouts", "insurance"): ("防贫保险理赔清单", "承保公司"),
    ("payouts", "relief"): ("临时救助发放清单", "市民政局"),
    ("housing", ""): ("住房安全鉴定清单", "市住建局"),
    ("water", ""): ("饮水安全核查清单", "市水利局"),
    ("sales", ""): ("订单履约清单", "市供销社"),
    ("events", "death"): ("死亡人口清单", "市公安局"),
    ("events", "accident"): ("意外事故清单", "市公安局"),
    ("events", "prison"): ("服刑人员清单", "市公安局"),
    ("events", "job_lost"): ("务工就业变动清单", "市人社局"),
    ("events", "returned"): ("务工就业变动清单", "市人社局"),
    ("events", "disaster"): ("灾情清单", "市应急管理局"),
    ("events", "crop_loss"): ("种植业损失清单", "市农业农村局"),
    ("events", "livestock_loss"): ("养殖业损失清单", "市农业农村局"),
    ("events", "allowance_started"): ("低保变动清单", "市民政局"),
    ("events", "allowance_ended"): ("低保变动清单", "市民政局"),
    ("events", "allowance_refused"): ("低保变动清单", "市民政局"),
}
DAYS = {
    "income": "month",
    "spending": "spent_on",
    "payouts": "paid_on",
    "housing": "assessed_on",
    "water": "observed_on",
    "events": "happened_on",
    "sales": "month",
}


def _listed(facts: pl.DataFrame, table: str) -> pl.DataFrame:
    """The facts with `list`, `sender` and `list_month`: the list a row came in."""
    names = {kind: name for (t, kind), (name, _) in LISTS.items() if t == table}
    senders = {kind: sender for (t, kind), (_, sender) in LISTS.items() if t == table}
    kind = pl.lit("") if "" in names else pl.col("kind")
    return facts.with_columns(
        kind.replace_strict(names, return_dtype=pl.String).alias("list"),
        kind.replace_strict(senders, return_dtype=pl.String).alias("sender"),
        pl.col(DAYS[table]).dt.truncate("1mo").alias("list_month"),
    )


def lists(facts: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every list with its id and how many rows it has, by month and name."""
    parts = [
        _listed(frame, table).group_by("list", "sender", "list_month").agg(rows=pl.len())
        for table, frame in facts.items()
    ]
    together = pl.concat(parts).group_by("list", "sender", "list_month").agg(pl.col("rows").sum())
    return together.sort("list_month", "list").with_row_index("source_id", offset=1)


def numbered(facts: pl.DataFrame, table: str, known: pl.DataFrame) -> pl.DataFrame:
    """The facts with `source_id` and `source_row`, the row's number in its list from 1."""
    return (
        _listed(facts, table)
        .join(known, on=["list", "sender", "list_month"], how="left", maintain_order="left")
        .with_columns(source_row=pl.int_range(1, pl.len() + 1).over("source_id"))
    )


def table(known: pl.DataFrame, county: str) -> pl.DataFrame:
    """The lists as rows of `registry_source`: each comes on the fifth of the month after."""
    month = pl.col("list_month")
    received = pl.min_horizontal(
        month.dt.offset_by("1mo").dt.offset_by(f"{DAY_RECEIVED - 1}d"), pl.lit(AS_OF)
    )
    return known.select(
        pl.col("source_id").alias("id"),
        pl.lit(county).alias("region_code"),
        pl.lit("demonstration").alias("kind"),
        pl.format("{}年{}月{}", month.dt.year(), month.dt.month(), "list").alias("title"),
        "sender",
        received.alias("received_on"),
        pl.lit("").alias("file_sha256"),
        "rows",
    )


# Lists that are not monthly: table of the dossier, name, sender.
FURTHER = {
    "land": ("土地承包经营权台账", "市农业农村局"),
    "production": ("种养生产情况采集表", "市农业农村局"),
    "work": ("务工就业台账", "市人社局"),
    "living": ("入户采集生活条件表", "驻村工作队"),
}
FURTHER_MONTH = date(2024, 4, 1)


def further(known: pl.DataFrame) -> dict[str, int]:
    """The ids of the further lists, behind those of the monthly ones."""
    return {table: known.height + number for number, table in enumerate(FURTHER, 1)}


def with_rows(ids: dict[str, int], read: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The further lists in the shape of `lists`."""
    return pl.DataFrame(
        {
            "source_id": list(ids.values()),
            "list": [FURTHER[table][0] for table in ids],
            "sender": [FURTHER[table][1] for table in ids],
            "list_month": [FURTHER_MONTH] * len(ids),
            "rows": [read[table].height for table in ids],
        },
        schema_overrides={"source_id": pl.UInt32, "rows": pl.UInt32},
    )
