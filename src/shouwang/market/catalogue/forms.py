"""What shoppers narrow lists by, and what suppliers enter about their goods."""

from django import forms

from shouwang.market.catalogue import codes
from shouwang.market.catalogue.queries import MOST_LEAFED, ORDERS, Narrowing
from shouwang.market.catalogue.rules import LONGEST_QUERY
from shouwang.market.suppliers.models import Kind


class SearchForm(forms.Form):
    """The address of a list of products; what it does not understand it leaves open."""

    q = forms.CharField(required=False, max_length=200)
    category = forms.CharField(required=False)
    place = forms.RegexField(r"^(\d{6}|\d{9}|\d{12})$", required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    band = forms.CharField(required=False)
    fresh = forms.BooleanField(required=False)
    certified = forms.BooleanField(required=False)
    order = forms.ChoiceField(choices=[(code, code) for code in ORDERS if code], required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_LEAFED)

    def narrowing(self) -> Narrowing:
        """What to look for, without what could not be read."""
        self.is_valid()
        read = self.cleaned_data
        category, band = read.get("category", ""), read.get("band", "")
        return Narrowing(
            query=read.get("q", "")[:LONGEST_QUERY].replace("\x00", ""),
            category=category if category in codes.categories() else "",
            place=read.get("place", ""),
            kind=read.get("kind", ""),
            band=band if band in codes.band_labels() else "",
            fresh=read.get("fresh", False),
            certified=read.get("certified", False),
            order=read.get("order", ""),
        )

    def number(self) -> int:
        """The page asked for, from 1."""
        self.is_valid()
        return self.cleaned_data.get("page") or 1
