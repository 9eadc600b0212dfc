"""Rules of a batch that need no database: what stops it, how much of it pages show."""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"
KEPT_FINDINGS, KEPT_DIFFERENCES = 2_000, 2_000  # on pages; the report has all


@dataclass(frozen=True, slots=True)
class Limits:
    """The shares, in per cent of the rows, above which a batch is stopped."""

    error_percent: int
    duplicate_percent: int


def stopped(rows: int, refused: int, duplicated: int, limits: Limits) -> str:
    """Why a batch may not be merged, as a sentence; "" when it may."""
    if rows and refused * 100 > rows * limits.error_percent:
        return (
            f"{rows} 行中有 {refused} 行有误，超过允许的 {limits.error_percent}%，整批不能合并。"
            "请下载带原因的文件，改正后重新上传。"
        )
    if rows and duplicated * 100 > rows * limits.duplicate_percent:
        return (
            f"{rows} 行中有 {duplicated} 行重复，超过允许的 {limits.duplicate_percent}%，"
            "整批不能合并。请删除重复的行后重新上传。"
        )
    return ""
