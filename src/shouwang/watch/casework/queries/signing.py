"""Who may sign beside the person who acts: accounts with a duty in the place of the case."""

from datetime import date

from shouwang.kernel.regioncode import RegionCode, enclosing
from shouwang.people.models import Account, Duty
from shouwang.people.queries import people_scope
from shouwang.procedures import rules
from shouwang.procedures.models import Case
from shouwang.procedures.rules import Declaration, Past, Transition

_KINDS = ("village_cadre", "township_clerk", "county_office")


def signers(
    case: Case,
    declaration: Declaration,
    history: tuple[Past, ...],
    way: Transition,
    but: int,
    on: date,
) -> list[tuple[int, str]]:
    """Accounts and their names: village first, then township, then county; without the one acting.

    Whoever may not take this way after what he or she did before is left out. Three statements.
    """
    place = RegionCode(case.region_code)
    held = enclosing(place)
    with people_scope((RegionCode.of(case.region_code[:6]),)):
        rows = (
            Duty.objects.in_force(on)
            .filter(region_code__in=held, kind__in=_KINDS, account__is_active=True)
            .exclude(account=but)
            .order_by("-region_code", "account__display_name", "account_id")
            .select_related("account")
        )
        found: dict[int, Account] = {row.account_id: row.account for row in rows}
    return [
        (number, account.display_name)
        for number, account in found.items()
        if not rules.barred(declaration, history, way.key, {number})
    ]
