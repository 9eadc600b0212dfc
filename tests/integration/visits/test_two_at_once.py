"""The same number handed in by two connections at once has one effect."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from tests import factories_visits as made
from tests.factories_procedures import somebody

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.visits import operations
from shouwang.watch.visits.models import Authorisation, InformationCheck, InformationQuestion


def twice(act: Callable[[], Any]) -> list[Any]:
    """What the act answers in two connections that begin together."""
    found, gate = [], threading.Barrier(2)

    def run() -> None:
        try:
            with entered(Scope.everywhere()):
                gate.wait()
                found.append(act().value)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.usefixtures("committed")
def test_departments_are_asked_once_and_both_get_the_first_s_result() -> None:
    with entered(Scope.everywhere()):
        by, home, number = somebody("county", Kind.COUNTY_OFFICE), made.home(), uuid4()
        signed = {"number": uuid4(), "signer": "赖福生", "signed_on": made.ON, "ink": made.INK.path}
    given = {"by": by, "at": made.AT, "household": home}
    first, second = twice(lambda: operations.authorise(**given, **signed))
    assert first == second
    first, second = twice(
        lambda: operations.ask_departments(**given, number=number, questions=["allowance"])
    )
    assert first == second
    with entered(Scope.everywhere()):
        counts = [one.objects.count() for one in (Authorisation, InformationCheck,
                  InformationQuestion)]  # fmt: skip
    assert counts == [1, 1, 1]
