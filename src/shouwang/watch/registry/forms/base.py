"""What every form about a family shares: who is asked about, and the choices of the forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.forms.grounds import GroundsForm, read_seen
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.operations import Grounds
from shouwang.watch.registry.queries.vocabulary import vocabulary
from shouwang.watch.registry.rules import HEAD

EMPTY = [("", "—")]


RELATION = _("与户主关系")


def relation_field(label: Any = RELATION, **options: Any) -> forms.ChoiceField:
    """The relations of the official forms."""
    words = [(word, word) for word in vocabulary("relation")]
    return forms.ChoiceField(label=label, choices=[*EMPTY, *words], **options)


def pick(label: Any, people: Sequence[Person], **options: Any) -> forms.ChoiceField:
    """One of the people."""
    named = [(one.number, f"{one.name}（{one.relation}）") for one in people]
    return forms.ChoiceField(label=label, choices=[*EMPTY, *named], **options)


class ActForm(GroundsForm):
    """A form about one household; `run` does what it asks."""

    title: Any = ""
    since: Any = _("何时起属实")
    hint: Any = ""

    def __init__(
        self, data: Any, *, home: Household, people: Sequence[Person], seen: Mapping[str, int]
    ) -> None:
        super().__init__(data, seen=seen)
        self.home, self.people = home, people
        self.fields["true_since"].label = self.since
        self.ask()
        self.put_grounds_last()

    def ask(self) -> None:
        """Add the questions that depend on who lives there."""

    def run(self, grounds: Grounds) -> Any:
        """Do it. Raises what the operation raises."""
        raise NotImplementedError

    def ask_new_head(self) -> None:
        """Who heads the household when the head goes."""
        self.fields["new_head"] = pick(
            _("新户主"),
            [one for one in self.people if one.relation != HEAD],
            required=False,
            help_text=_("户主离开时必选；其他成员与新户主的关系随后可改。"),
        )

    def heir(self) -> dict[str, str]:
        """The relation of the new head, where one is named."""
        chosen = self.cleaned_data.get("new_head")
        return {chosen: HEAD} if chosen else {}


class TwoHomesForm(ActForm):
    """A form about two households, the second named in it by its number, `into`.

    Who names one is shown it before anything happens; what others change in either of them from
    then on is shown too (`DossierChanged`).
    """

    def clean(self) -> dict[str, Any]:
        """The number as dossiers write it; the household when it was not looked at yet."""
        kept = super().clean() or self.cleaned_data
        kept["into"] = kept.get("into", "").strip().upper()
        seen = read_seen(kept.get("seen", ""))
        if kept["into"] and kept["into"] != self.home.number and kept["into"] not in seen:
            self.other = Household.objects.filter(number=kept["into"]).first()
        if self.other is not None and not self.errors:
            self.saw({**seen, self.other.number: self.other.revision})
        return kept


def several(label: Any, people: Sequence[Person]) -> forms.MultipleChoiceField:
    """Some of the people."""
    named = [(one.number, f"{one.name}（{one.relation}）") for one in people]
    return forms.MultipleChoiceField(
        label=label, choices=named, widget=forms.CheckboxSelectMultiple
    )
