"""What monitoring refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class MonitoringError(ShouwangError):
    """Monitoring cannot do what was asked."""


class FactsTargetExists(MonitoringError):
    """{path} already exists: name a directory that does not exist yet."""


class RunUnknown(MonitoringError):
    """没有编号为 {number} 的筛查。"""


class ClueUnknown(MonitoringError):
    """没有编号为 {number} 的线索。"""


class HouseholdUnknown(MonitoringError):
    """没有编号为 {number} 的农户。"""


class ScreeningBackwards(MonitoringError):
    """筛查日期 {as_of} 早于本地区最近一次完成的筛查（{latest}）：线索的历史不能倒着写，请选 {latest} 或以后的日期。"""  # noqa: E501


class ScreeningInFuture(MonitoringError):
    """筛查日期 {as_of} 还没有到：今天是 {today}，请选今天或以前的日期。"""


class GroundUnknown(MonitoringError):
    """{ground} is no ground of a clue: name it under clue_grounds in the policy pack."""


class NothingScreened(MonitoringError):
    """本地区还没有完成过筛查，无法试算：请先筛查一次。"""
