"""What each number of the market's statistics means, in the words that stand beside it."""

from django.utils.translation import gettext_lazy as _

SALES = _("已付款订单的货款，减去已退的货款，不含运费；按付款日期计。")
ORDERS = _("同一时期付款、没有全部退款的订单数。")
HOUSEHOLDS = _(
    "货物交付并结算后，实际分到货款的农户数；一户向一家供货，在一个时期只数一次，退款后没有余额的不数。"
    "向几家供货的户在这里各数一次：商城不知道谁是谁，县里的统计按户数。"
)
HOUSEHOLD_INCOME = _("按批次重量和分成约定记到农户名下的货款，减去退款冲回的；按结算日期计。")
WAGES = _("按约定从货款中付给做工农户的工钱，减去退款冲回的；不算在货款里；按结算日期计。")
PAID = _("分到农户的货款除以所售重量；只算查得到地头收购价的品种。")
GATE = _("同样的货按当时当地的地头收购价折算；价格来自当地有日期、有出处的参数。")
MORE = _("农户所得单价比地头收购价高出的比例。")
LEADERS = _("同意公开名称的单位按货款（减退款）排列；个人买家从不公开。")
