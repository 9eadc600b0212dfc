"""Two batches merged in the same moment: the second sees the first's outcome."""

from django.utils import timezone
from tests import factories
from tests.factories_intake import checked, csv, fresh
from tests.integration.intake.test_members import ROWS
from tests.integration.registry.test_two_editors import at_once

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.intake import operations
from shouwang.watch.registry.models import Amendment, Person

TOWN = factories.TOWN


def test_of_two_lists_with_the_same_newcomers_one_is_merged_and_one_shown_anew(
    divisions, clerk, office, tmp_path
):
    with entered(Scope.everywhere()):
        factories.household(number="H1")
    other = [row | {"ethnicity": "汉族"} for row in ROWS]
    batches = [
        checked("members", csv(tmp_path, "members", rows), by=clerk, place=TOWN)
        for rows in (ROWS, other)
    ]
    with entered(Scope.everywhere()):
        for batch in batches:
            operations.request_merge(batch.pk, by=office, at=timezone.now(), queue=False)
    outcomes = at_once(*(lambda pk=one.pk: operations.merge_batch(pk) for one in batches))
    assert outcomes == [None, None]
    states = {one.state: one for one in map(fresh, batches)}
    assert set(states) == {"merged", "checked"}
    assert states["checked"].refusal
    assert states["checked"].new == 0
    with entered(Scope.everywhere()):
        assert (Person.objects.count(), Amendment.objects.count()) == (3, 1)
