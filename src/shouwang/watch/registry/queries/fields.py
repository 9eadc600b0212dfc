"""The fields of a dossier that an amendment may change: their names, labels and shapes.

The names are those of `Change.field`; see `registry.models.Change` for how values are written.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models import Living, Work
from shouwang.watch.registry.models.living import LandKind, WorkPlace
from shouwang.watch.registry.models.person import Labour, Marital, Schooling, Sex


class Shape(StrEnum):
    """How a field's value is written and asked for."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    CODE = "code"  # a choice that is stored as a number
    WORDS = "words"  # several words, the first the main one
    IDENTITY = "identity"
    TELEPHONE = "telephone"
    AREA = "area"  # hundredths of a mu
    PLACE = "place"  # a region code
    HOUSEHOLD = "household"  # a household's number


class Table(StrEnum):
    """The table that a field lies in."""

    HOUSEHOLD = "household"
    PERSON = "person"
    STATE = "state"
    WORK = "work"
    LIVING = "living"
    LAND = "land"
    PRODUCTION = "production"
    CAUSES = "causes"
    RISKS = "risks"
    TAGS = "tags"


DATED = frozenset({Table.STATE, Table.WORK, Table.LIVING, Table.LAND, Table.RISKS})
OF_A_PERSON = frozenset({Table.PERSON, Table.STATE, Table.WORK})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `column` is that of its table. `open` may be changed by itself at a form."""

    name: str
    table: Table
    column: str
    label: Any
    shape: Shape = Shape.TEXT
    choices: tuple[tuple[Any, Any], ...] = ()
    open: bool = True
    secret: bool = False

    @property
    def of_a_person(self) -> bool:
        """Whether it belongs to a member, not to the household."""
        return self.table in OF_A_PERSON

    @property
    def dated(self) -> bool:
        """Whether its table keeps every value with the days on which it held."""
        return self.table in DATED


def _household(column: str, label: Any, shape: Shape = Shape.TEXT, open: bool = True) -> Field:
    return Field(column, Table.HOUSEHOLD, column, label, shape, open=open)


def _person(column: str, label: Any, shape: Shape = Shape.TEXT, **more: Any) -> Field:
    return Field(column, Table.PERSON, column, label, shape, **more)


def _state(column: str, label: Any, shape: Shape = Shape.TEXT, **more: Any) -> Field:
    return Field(f"state.{column}", Table.STATE, column, label, shape, **more)


def _label(model: Any, column: str) -> Any:
    return model._meta.get_field(column).verbose_name


GRADES = ((0, _("无")), (1, _("一级")), (2, _("二级")), (3, _("三级")), (4, _("四级")))

_ALL = (
    _household("number", _("户编号"), open=False),
    _household("region_code", _("所在村"), Shape.PLACE, open=False),
    _household("group", _("村民小组")),
    _household("address", _("住址")),
    _household("registered_on", _("建档日期"), Shape.DAY),
    _household("lifted_on", _("脱贫日期"), Shape.DAY),
    _household("ended_on", _("销户日期"), Shape.DAY, open=False),
    _household("merged_into", _("并入的户"), open=False),
    Field("causes", Table.CAUSES, "cause", _("致贫原因"), Shape.WORDS),
    Field("risks", Table.RISKS, "kind", _("返贫致贫风险"), Shape.WORDS),
    Field("tags", Table.TAGS, "word", _("标签"), Shape.WORDS),
    *(
        Field(f"land.{kind}", Table.LAND, str(kind), label, Shape.AREA)
        for kind, label in LandKind.choices
    ),
    *(
        Field(f"living.{name}", Table.LIVING, name, _label(Living, name), shape)
        for name, shape in (
            ("house_area_m2", Shape.NUMBER),
            ("road", Shape.TEXT),
            ("road_distance_m", Shape.NUMBER),
            ("fuel", Shape.TEXT),
            ("tap_water", Shape.FLAG),
            ("electricity", Shape.FLAG),
            ("broadcast", Shape.FLAG),
            ("sanitary_toilet", Shape.FLAG),
        )
    ),
    _person("household", _("所在户"), Shape.HOUSEHOLD, open=False),
    _person("name", _("姓名")),
    _person("relation", _("与户主关系")),
    _person("sex", _("性别"), Shape.CODE, choices=tuple(Sex.choices)),
    _person("birth_on", _("出生日期"), Shape.DAY),
    _person("ethnicity", _("民族")),
    _person("education", _("文化程度")),
    _person("marital", _("婚姻状况"), Shape.CODE, choices=tuple(Marital.choices)),
    _person("identity", _("证件号码"), Shape.IDENTITY, secret=True),
    _person("telephone", _("联系电话"), Shape.TELEPHONE, secret=True),
    _person("disability_number", _("残疾证号"), secret=True),
    _person("joined_on", _("转入日期"), Shape.DAY, open=False),
    _person("died_on", _("死亡日期"), Shape.DAY, open=False),
    _person("moved_out_on", _("转出日期"), Shape.DAY, open=False),
    _state("schooling", _("在校状况"), Shape.CHOICE, choices=tuple(Schooling.choices)),
    _state("labour", _("劳动能力"), Shape.CHOICE, choices=tuple(Labour.choices)),
    _state("health", _("健康状况")),
    _state("disability_grade", _("残疾等级"), Shape.CODE, choices=GRADES),
    _state("disability_on", _("残疾评定日期"), Shape.DAY),
    _state("insured_medical", _("参加基本医疗保险"), Shape.FLAG),
    _state("insured_pension", _("参加基本养老保险"), Shape.FLAG),
    Field(
        "work.place",
        Table.WORK,
        "place",
        _label(Work, "place"),
        Shape.CHOICE,
        tuple(WorkPlace.choices),
    ),
    Field("work.employer", Table.WORK, "employer", _label(Work, "employer")),
    Field("work.months", Table.WORK, "months", _label(Work, "months"), Shape.NUMBER),
    Field(
        "work.public_welfare",
        Table.WORK,
        "public_welfare",
        _label(Work, "public_welfare"),
        Shape.FLAG,
    ),
)
FIELDS: dict[str, Field] = {one.name: one for one in _ALL}


def field_named(name: str) -> Field:
    """The field of a name; `production.YEAR.PRODUCT` are as many as there are. Raises KeyError."""
    if name.startswith("production."):
        _table, year, product = name.split(".", 2)
        return Field(name, Table.PRODUCTION, f"{year}.{product}", f"{year} {product}")
    return FIELDS[name]
