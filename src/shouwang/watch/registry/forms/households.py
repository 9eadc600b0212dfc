"""Households opened, parted, joined, moved: each form runs its operation."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel import scope
from shouwang.kernel.choosing import offer
from shouwang.regions import queries as regions
from shouwang.watch.registry import operations
from shouwang.watch.registry.forms.base import (
    EMPTY,
    ActForm,
    TwoHomesForm,
    relation_field,
    several,
)
from shouwang.watch.registry.forms.people import NewPersonForm
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.operations import Grounds
from shouwang.watch.registry.rules import HEAD


class _RelationsForm(ActForm):
    """A form that asks every member's relation to their head from now on."""

    def ask_relations(self, label: str, initial: Callable[[Person], str]) -> None:
        """One choice for each member."""
        for one in self.people:
            field = relation_field(label.format(name=one.name), initial=initial(one))
            self.fields[f"relation_{one.number}"] = field

    def relations(self) -> dict[str, str]:
        """Each member's relation as chosen."""
        return {one.number: self.cleaned_data[f"relation_{one.number}"] for one in self.people}


class SplitForm(_RelationsForm):
    """Members form a household of their own."""

    title, since = _("分户"), _("分户日期")
    hint = _("分出的成员编号不变，新户沿用本户的建档、脱贫日期和致贫原因。两户各要有一名户主。")
    group = forms.CharField(label=_("新户村民小组"), max_length=40, required=False)
    address = forms.CharField(label=_("新户住址"), max_length=200, required=False)

    def ask(self) -> None:
        """Who goes, and what each is then."""
        self.fields["going"] = several(_("分出的成员"), self.people)
        self.order_fields(["going"])
        self.ask_relations(str(_("{name}：分户后与所在户户主的关系")), lambda one: one.relation)
        self.initial = {
            **self.initial,
            "group": self.home.group,
            "address": self.home.address,
        }

    def run(self, grounds: Grounds) -> Household:
        """The new household."""
        kept = self.cleaned_data
        return operations.split(
            household=self.home.number,
            members=kept["going"],
            relations=self.relations(),
            group=kept["group"],
            address=kept["address"],
            grounds=grounds,
        )


class MergeForm(_RelationsForm, TwoHomesForm):
    """Everybody joins another household."""

    title, since = _("并户"), _("并户日期")
    hint = _("本户全部在户成员并入对方户，本户销户，档案仍可查看。")
    into = forms.CharField(label=_("并入的户编号"), max_length=32)

    def ask(self) -> None:
        """What each is to the other household's head."""
        self.ask_relations(
            str(_("{name}：与对方户主的关系")),
            lambda one: "" if one.relation == HEAD else one.relation,
        )

    def run(self, grounds: Grounds) -> Household:
        """The household they come to."""
        return operations.merge(
            household=self.home.number,
            into=self.cleaned_data["into"],
            relations=self.relations(),
            grounds=grounds,
        )


def village_choices(on: Any) -> list[tuple[str, Any]]:
    """The villages of the scope, by township."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for prefix in scope.current().prefixes:
        for place in regions.tree_for(prefix, on=on):
            names[place.code] = place.short_name
            if not place.code.endswith("000"):
                grouped.setdefault(place.parent, []).append((place.code, place.short_name))
    return [(names.get(code, code), villages) for code, villages in grouped.items()]


class MoveForm(ActForm):
    """The household moves to another village."""

    title, since = _("迁移"), _("迁移日期")
    hint = _("户编号和人员编号不变，全部记录随户转到新村。")
    place = forms.ChoiceField(label=_("迁往的村"))
    group = forms.CharField(label=_("村民小组"), max_length=40, required=False)
    address = forms.CharField(label=_("住址"), max_length=200, required=False)

    def ask(self) -> None:
        """The villages one may move it to."""
        on = self.initial["true_since"]
        offer(self, "place", [*EMPTY, *village_choices(on)])

    def run(self, grounds: Grounds) -> Household:
        """The household at its new place."""
        kept = self.cleaned_data
        return operations.move(
            household=self.home.number,
            place=kept["place"],
            group=kept["group"],
            address=kept["address"],
            grounds=grounds,
        )


class OpenForm(NewPersonForm):
    """A new household with its head; the others join after it is there."""

    title, since = _("新建档案"), _("建档日期")
    hint = _("先建户主，其他成员建档后用“转入”逐一登记。")
    place = forms.ChoiceField(label=_("所在村"))
    group = forms.CharField(label=_("村民小组"), max_length=40, required=False)
    address = forms.CharField(label=_("住址"), max_length=200, required=False)

    def ask(self) -> None:
        """Where, and who heads it."""
        del self.fields["relation"]
        on = self.initial["true_since"]
        offer(self, "place", [*EMPTY, *village_choices(on)])
        self.fields["name"].label = _("户主姓名")
        self.order_fields(["place", "group", "address"])

    def run(self, grounds: Grounds) -> Household:
        """The household opened."""
        self.cleaned_data["relation"] = HEAD
        kept = self.cleaned_data
        return operations.create_household(
            place=kept["place"],
            group=kept["group"],
            address=kept["address"],
            members=[self.told()],
            grounds=grounds,
        )
