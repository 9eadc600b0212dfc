"""Births, deaths, marriages, people who come and go: each form runs its operation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.watch.registry import operations
from shouwang.watch.registry.forms.base import (
    EMPTY,
    ActForm,
    TwoHomesForm,
    pick,
    relation_field,
    several,
)
from shouwang.watch.registry.forms.grounds import day_input
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.models.person import Labour, Marital, Sex
from shouwang.watch.registry.operations import Grounds, NewPerson
from shouwang.watch.registry.queries.vocabulary import vocabulary


class NewPersonForm(ActForm):
    """A form that asks about somebody who comes."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    relation = relation_field()
    sex = forms.TypedChoiceField(label=_("性别"), coerce=int, choices=[(1, _("男")), (2, _("女"))])
    birth_on = forms.DateField(label=_("出生日期"), required=False, widget=day_input())
    identity = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        help_text=_("填写后自动带出性别和出生日期。"),
    )
    telephone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    education = forms.ChoiceField(
        label=_("文化程度"),
        required=False,
        choices=[*EMPTY, *((word, word) for word in vocabulary("education"))],
    )
    marital = forms.TypedChoiceField(
        label=_("婚姻状况"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*EMPTY, *Marital.choices],
    )
    labour = forms.ChoiceField(
        label=_("劳动能力"), required=False, choices=[*EMPTY, *Labour.choices]
    )

    def told(self) -> NewPerson:
        """What is told of the person."""
        kept = self.cleaned_data
        return NewPerson(
            name=kept["name"],
            relation=kept["relation"],
            sex=kept["sex"],
            birth_on=kept.get("birth_on"),
            identity=kept.get("identity", ""),
            telephone=kept.get("telephone", ""),
            education=kept.get("education", ""),
            marital=kept.get("marital"),
            labour=kept.get("labour", ""),
        )


class BirthForm(NewPersonForm):
    """A child is born."""

    title, since = _("出生"), _("出生日期")

    def ask(self) -> None:
        """Of a child much need not be asked."""
        for name in ("birth_on", "telephone", "education", "marital", "labour"):
            del self.fields[name]
        offer(self, "sex", [(Sex.MALE, _("男")), (Sex.FEMALE, _("女"))])

    def run(self, grounds: Grounds) -> Person:
        """The day of birth is the day since which it is true."""
        told = self.told()
        born = NewPerson(
            name=told.name,
            relation=told.relation,
            sex=told.sex or Sex.UNKNOWN.value,
            birth_on=grounds.true_since,
            identity=told.identity,
        )
        return operations.birth(household=self.home.number, newborn=born, grounds=grounds)


class JoinForm(NewPersonForm):
    """Somebody from elsewhere joins."""

    title, since = _("转入"), _("转入日期")

    def run(self, grounds: Grounds) -> Person:
        """Somebody whom the registry does not know yet."""
        return operations.join(household=self.home.number, newcomer=self.told(), grounds=grounds)


class MarriageInForm(NewPersonForm):
    """A member marries somebody who joins."""

    title, since = _("嫁入、入赘"), _("结婚日期")

    def ask(self) -> None:
        """Whom they marry."""
        del self.fields["marital"]
        self.fields["partner"] = pick(_("与哪位成员结婚"), self.people)
        self.order_fields(["partner"])

    def run(self, grounds: Grounds) -> Person:
        """Both are married from the day on."""
        return operations.marriage_in(
            household=self.home.number,
            partner=self.cleaned_data["partner"],
            newcomer=self.told(),
            grounds=grounds,
        )


class MarriageOutForm(TwoHomesForm):
    """A member marries away: out of the county, or into another household of it."""

    title, since = _("嫁出"), _("结婚日期")
    hint = _("嫁到本辖区另一户的，填写对方户编号和配偶姓名，人员编号不变；嫁到外地的留空。")
    into = forms.CharField(label=_("对方户编号"), max_length=32, required=False)
    partner_name = forms.CharField(label=_("配偶姓名"), max_length=40, required=False)
    relation = relation_field(_("与对方户主关系"), required=False)

    def ask(self) -> None:
        """Who goes."""
        self.fields["person"] = pick(_("嫁出的成员"), self.people)
        self.order_fields(["person"])
        self.ask_new_head()

    def clean(self) -> dict[str, Any]:
        """A household of the county comes with a partner and a relation."""
        kept = super().clean()
        if kept["into"]:
            for name in ("partner_name", "relation"):
                if not kept.get(name):
                    self.add_error(name, _("嫁到本辖区另一户时必填。"))
        return kept

    def run(self, grounds: Grounds) -> Person:
        """Within the scope the person keeps their number."""
        kept = self.cleaned_data
        if not kept["into"]:
            return operations.marriage_out(
                household=self.home.number,
                person=kept["person"],
                relations=self.heir(),
                grounds=grounds,
            )
        return operations.marriage(
            household=self.home.number,
            person=kept["person"],
            into=kept["into"],
            partner=_number_of(kept["into"], kept["partner_name"]),
            relation=kept["relation"],
            relations=self.heir(),
            grounds=grounds,
        )


def _number_of(household: str, name: str) -> str:
    found = Person.objects.filter(household__number=household, name=name.strip(), died_on=None)
    return found.values_list("number", flat=True).first() or name


class DeathForm(ActForm):
    """A member died."""

    title, since = _("死亡"), _("死亡日期")

    def ask(self) -> None:
        """Who, and who heads the household then."""
        self.fields["person"] = pick(_("去世的成员"), self.people)
        self.ask_new_head()

    def run(self, grounds: Grounds) -> Person:
        """The partner is widowed."""
        return operations.death(
            household=self.home.number,
            person=self.cleaned_data["person"],
            relations=self.heir(),
            grounds=grounds,
        )


class LeaveForm(ActForm):
    """Members leave for elsewhere."""

    title, since = _("转出"), _("转出日期")

    def ask(self) -> None:
        """Who, and who heads the household then."""
        self.fields["going"] = several(_("转出的成员"), self.people)
        self.ask_new_head()

    def run(self, grounds: Grounds) -> list[Person]:
        """All of them on one day."""
        return operations.leave(
            household=self.home.number,
            people=self.cleaned_data["going"],
            relations=self.heir(),
            grounds=grounds,
        )
