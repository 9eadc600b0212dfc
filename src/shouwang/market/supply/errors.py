"""What the room refuses; the docstring is the sentence shown."""

from shouwang.kernel.errors import ShouwangError


class SupplyError(ShouwangError):
    """供货登记不能这样办理。"""


class LinkUnknown(SupplyError):
    """没有这个供货链接，或农户已经撤回同意。"""


class PlotUnknown(SupplyError):
    """没有这块地的登记，或已经注销。"""


class PlotInUse(SupplyError):
    """这块地本季已经收购了一部分，不能改得比已收购的还少。"""


class BatchUnknown(SupplyError):
    """没有这个批次。"""


class BatchClosed(SupplyError):
    """批次已经封批，不能再收货；请另开一批。"""


class BatchOpen(SupplyError):
    """批次还没有封批，先封批再上架。"""


class BatchEmpty(SupplyError):
    """批次里还没有货，不能封批。"""


class MoreThanGrown(SupplyError):
    """这户本季还能认证 {available_kg} 千克，要收 {wanted_kg} 千克，超过产量，已提交来源预警。"""


class MoreThanHandedIn(SupplyError):
    """批次里还有 {available_kg} 千克没有上架，本次要上架 {wanted_kg} 千克。"""


class InsideInterval(SupplyError):
    """{on} 用过“{name}”，安全间隔期 {days} 天，{free_on} 起才能采收。"""


class HarvestUnsafe(SupplyError):
    """批次里有在安全间隔期内采收的货，不能上架。"""


class CertificateNotValid(SupplyError):
    """这份证书不是本主体的，或今天已经无效。"""


class OtherPlot(SupplyError):
    """这块地不是这一户的，或种的不是这个批次的品种。"""


class ActReused(SupplyError):
    """这次提交的编号已经用过，内容却不同，请重新打开页面再填。"""


class CropUnknown(SupplyError):
    """没有“{crop}”这个品种。"""


class LabelTaken(SupplyError):
    """社员号 {label} 已经给了另一户。"""


class PassRefused(SupplyError):
    """链接编号或口令不对；连续输错多次要等一刻钟再试。"""
