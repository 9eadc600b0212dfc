"""What the demonstration's two cooperatives grow and sell, and who buys it. All invented."""

from dataclasses import dataclass
from uuid import UUID, uuid5

SPACE = UUID("5d0f5a52-4f0b-5b0e-9a53-2f6c1d0b7a11")
COUNTY = "360781000000"


def number(*words: object) -> UUID:
    """The demonstration's number of a thing: the same at every loading."""
    return uuid5(SPACE, " ".join(str(word) for word in words))


@dataclass(frozen=True, slots=True)
class Package:
    """A variant: its title, unit, grade, net and gross grams, price in fen, price from so many."""

    title: str
    unit: str
    grade: str
    grams: int
    gross_grams: int
    price_fen: int
    tier: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """A certified product: crop of the pack, picture, packages, months, plot size and intake."""

    crop: str
    name: str
    category: str
    picture: str
    summary: str
    description: str
    shelf_life: str
    packages: tuple[Package, ...]
    season: tuple[int, int] | None
    plot_size: int  # in the crop's own count
    intake_grams: int  # a household and batch
    market_fen: tuple[int, ...]  # the first package elsewhere
    input_used: tuple[str, str, int]  # kind, name, days until the harvest


@dataclass(frozen=True, slots=True)
class Cooperative:
    """A supplier of the demonstration."""

    name: str
    credit_code: str
    contact: str
    telephone: str
    township: str  # nine digits: where its households live
    share_per_mille: int
    wage_per_mille: int  # to who worked on a batch
    introduction: str
    owner: str  # log-in name
    goods: tuple[Good, ...]

    @property
    def number(self) -> UUID:
        """The supplier's number, and its card's."""
        return number("supplier", self.name)


ORANGE = Good(
    "navel_orange", "赣南脐橙", "fruit", "orange",
    "果园现摘，果径75至85毫米，不催熟、不打蜡",
    "果子长在红壤坡地上，十一月霜降后开采。摘下当天分级、当天装箱，途中坏果包赔。",
    "阴凉通风处可放30天",
    (
        Package("5千克箱装", "box", "特级", 5000, 5400, 5980, (10, 5480)),
        Package("2.5千克箱装", "box", "一级", 2500, 2800, 3280),
    ),
    (11, 1), 1800, 900_000, (6500, 6280, 5880), ("fertiliser", "有机肥（羊粪）", 0),
)  # fmt: skip
OIL = Good(
    "camellia_oil", "高山纯山茶油", "oil", "oil",
    "老树茶籽，物理压榨，批批送检",
    "茶籽霜降采收，晒足二十天，低温压榨、自然沉淀，不兑别的油。",
    "避光密封可放18个月",
    (
        Package("1升瓶装", "bottle", "压榨一级", 915, 1300, 12800, (6, 11800)),
        Package("500毫升瓶装", "bottle", "压榨一级", 458, 700, 6800),
    ),
    None, 2600, 60_000, (13800, 12900, 13200), ("fertiliser", "有机肥（菜枯）", 0),
)  # fmt: skip
HONEY = Good(
    "honey", "深山土蜂蜜", "honey", "honey",
    "中蜂一年一取，封盖成熟蜜",
    "蜂箱放在海拔六百米的林边，采百花，一年只取一次，取蜜前三十天不喂糖、不用药。",
    "常温可放24个月，结晶是正常现象",
    (
        Package("500克罐装", "jar", "成熟蜜", 500, 800, 6800, (6, 6200)),
        Package("250克罐装", "jar", "成熟蜜", 250, 430, 3680),
    ),
    None, 12, 70_000, (7200, 6900), ("medicine", "蜂箱草酸熏蒸", 30),
)  # fmt: skip
LOTUS = Good(
    "white_lotus", "通芯白莲", "dried", "lotus",
    "手工去芯，不用硫磺熏",
    "莲子七月起分批采摘，当天去壳、去衣、通芯、烘干，煮二十分钟就粉糯。",
    "密封防潮可放12个月",
    (
        Package("500克袋装", "bag", "特级", 500, 560, 5680, (10, 5180)),
        Package("250克袋装", "bag", "一级", 250, 290, 2880),
    ),
    None, 1600, 90_000, (6200, 5980, 5800), ("pesticide", "苦参碱水剂", 14),
)  # fmt: skip
VEGETABLES = Good(
    "vegetables", "时令蔬菜包", "vegetable", "vegetable",
    "当天清早采收，一包五样，够三口之家吃两天",
    "菜地就在河边，每天清早采收，每样都留样检测；品种随季节换。",
    "收到后冷藏，三天内吃完",
    (
        Package("4千克包", "box", "当日鲜菜", 4000, 4400, 3980),
        Package("20千克食堂包", "box", "当日鲜菜", 20000, 21500, 15800, (5, 14800)),
    ),
    None, 1200, 700_000, (4300, 4180), ("pesticide", "除虫菊素水乳剂", 7),
)  # fmt: skip
EGGS = Good(
    "duck_egg", "红心鸭蛋", "egg", "egg",
    "稻田散养，吃螺蛳和小鱼虾",
    "鸭子白天下田，晚上归棚；蛋当天拣、当天照、当天装。",
    "常温可放20天，冷藏40天",
    (
        Package("30枚礼盒", "tray", "当日鲜蛋", 2100, 2600, 4980, (5, 4580)),
        Package("12枚装", "tray", "当日鲜蛋", 840, 1100, 2180),
    ),
    None, 120, 300_000, (5400, 5200), ("feed", "自配稻谷玉米饲料", 0),
)  # fmt: skip

# Credit codes with right check characters that the register has given to nobody: 000000 as
# the authority's place is none.
COOPERATIVES = (
    Cooperative(
        "壬田绿坡果业专业合作社", "93000000MA0000001K", "赖长根", "13900000001", "360781102", 700,
        60, "四十多户社员，果园和油茶林都在壬田的红壤坡地上。", "lvpo", (ORANGE, OIL, HONEY),
    ),
    Cooperative(
        "叶坪河畔种养专业合作社", "93000000MA0000002N", "钟秀兰", "13900000002", "360781107", 680,
        50, "三十多户社员，白莲、蔬菜和稻田鸭轮着种养。", "hepan", (LOTUS, VEGETABLES, EGGS),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who shops: log-in name, what others see, where parcels go; the unit it buys for."""

    username: str
    display_name: str
    province: str
    address: str
    unit: str = ""


BUYERS = (
    Buyer("gouwu", "小满", "360000", "南昌市东湖区演示路1号"),
    Buyer("nanfang", "南方的橙子", "440000", "广州市天河区演示路2号"),
    Buyer("wanfan", "今天吃什么", "310000", "上海市静安区演示路3号"),
    Buyer("chufang", "老周厨房", "350000", "厦门市思明区演示路4号"),
    Buyer("shitang", "实验小学食堂", "360000", "瑞金市演示路5号", "瑞金市演示实验小学"),
    Buyer("gonghui", "医院工会", "360000", "瑞金市演示路6号", "瑞金市演示人民医院"),
    Buyer("qiye", "远方科技行政", "330000", "杭州市西湖区演示路7号", "杭州远方科技（演示）"),
)
PASSWORD = "shouwang-demo-2024"
OPERATORS = (("yunying", "平台运营"), ("fuhe", "平台复核"))


def accounts() -> str:
    """Who can log in to the market, for whoever starts the demonstration."""
    people = [(one.owner, one.name) for one in COOPERATIVES]
    people += [(one.username, one.display_name) for one in BUYERS[:2]]
    people += list(OPERATORS)
    lines = [f"  {username:<10} {name}" for username, name in people]
    return "\n".join(["商城演示账号（密码相同）:", *lines, ""])
