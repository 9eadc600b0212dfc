"""Bringing a database from empty to ready, step by step; each step can be cut off and repeated."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouwang.site.cli.drawing import Drawing

Say = Callable[[str], None]


def set_up() -> None:
    """Django, once the database answers."""
    import django

    django.setup()


def migrate() -> None:
    """Apply the migrations that are missing, each in a transaction of its own."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from shouwang.site import migrating

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with migrating.light_states():
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def collect_static() -> None:
    """Compress and name the static files by their content, when any of them has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    newest = max(
        storage.get_modified_time(path).timestamp()
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    mark = settings.STATIC_ROOT / ".collected"
    if mark.exists() and mark.read_text() == str(newest):
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(str(newest))


def demonstration_is_due() -> bool:
    """Whether the county has yet to be loaded; may be asked before there are tables."""
    from django.db import connection

    from shouwang.demo import loading

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('registry_statistic') IS NULL")
        (bare,) = cursor.fetchone()
    return bare or not loading.is_loaded()


def load_demonstration(say: Say, drawing: "Drawing") -> None:
    """The demonstration county with its accounts, once; `drawing` gives its rows."""
    from shouwang.demo import loading

    if not loading.is_loaded():
        say("drawing the people of the demonstration county")
        loading.load_drawn(drawing.finished(), say=say)
    drawing.end()
    screen_demonstration(say)
    check_demonstration(say)
    furnish_demonstration(say)
    agree_demonstration(say)


def agree_demonstration(say: Say) -> None:
    """Households that supply two cooperatives, and their certificates; once.

    The market's clockwork does the rest as soon as it runs: a year of orders.
    """
    from django.utils import timezone

    from shouwang.demo.market import agreeing

    if agreeing.load(at=timezone.now()):
        say("the market's year of orders happens in the background")


def furnish_demonstration(say: Say) -> None:
    """Have reports, cases, visits, reviews and plans happen, so that no room is empty; once.

    The worker does it as soon as it runs: nobody waits for it at the first start.
    """
    from django.utils import timezone

    from shouwang.demo import rooms

    if rooms.request(at=timezone.now()):
        say("cases, visits, reviews and plans of the last weeks happen in the background")


def check_demonstration(say: Say) -> None:
    """Have the records of one township checked, so that there are findings to work through; once.

    The worker does it as soon as it runs: nobody waits for it at the first start.
    """
    from django.utils import timezone

    from shouwang.demo import loading
    from shouwang.kernel import scope
    from shouwang.kernel.regioncode import RegionCode
    from shouwang.watch.quality import operations, queries

    with scope.entered(scope.Scope.everywhere()):
        if queries.latest_run(RegionCode(loading.CHECKED)) is not None:
            return
        operations.request_check(
            by=None,
            at=timezone.now(),
            region_code=loading.CHECKED,
            as_of=loading.SCREENED_ON[-1],
        )
    say("the records of one township are checked in the background")


def screen_demonstration(say: Say) -> None:
    """Screen the county at the end of its last months, so that clues have a history; once.

    What the dashboards draw is counted meanwhile: it does not look at clues.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:
        counted = beside.submit(_count_demonstration)
        _screen_demonstration(say)
        counted.result()


def _count_demonstration() -> None:
    """In a thread with a connection of its own."""
    from django.db import connections

    from shouwang.demo import loading
    from shouwang.kernel import scope
    from shouwang.kernel.regioncode import RegionCode
    from shouwang.watch.monitoring import operations
    from shouwang.watch.monitoring.queries.composition import composition

    county, day = RegionCode(loading.COUNTY), loading.SCREENED_ON[-1]
    try:
        with scope.entered(scope.Scope.of([county])):
            if composition(county).counted_on is None:
                operations.count_register(county, day)
    finally:
        connections.close_all()


def _screen_demonstration(say: Say) -> None:
    from django.utils import timezone

    from shouwang.demo import loading
    from shouwang.kernel import scope
    from shouwang.kernel.regioncode import RegionCode
    from shouwang.watch.monitoring import operations, queries

    for day in loading.SCREENED_ON:
        with scope.entered(scope.Scope.everywhere()):
            latest = queries.latest_day(RegionCode(loading.COUNTY))
            if latest is not None and latest >= day:
                continue
            run = operations.request_screening(
                by=None, at=timezone.now(), region_code=loading.COUNTY, as_of=day
            )
        say(f"screening the county as of {day}")
        operations.screen_place(run.pk, figures=False)


def has_administrator() -> bool:
    """Whether anyone can log in and grant duties."""
    from shouwang.people import queries

    return queries.has_administrator()


def ask_for_administrator(*, interactive: bool, say: Say) -> None:
    """Prompt for the first administrator, or say how to make one when nobody can answer."""
    if not interactive:
        say("no administrator yet: run `shouwang accounts create-administrator`")
        return
    from shouwang.site.cli import accounts

    accounts.prompt_for_administrator()


def recover(say: Say) -> None:
    """Runs that a crash cut off are marked, so that pages say what happened."""
    from django.utils import timezone

    from shouwang.watch.intake import operations as intake
    from shouwang.watch.monitoring import operations
    from shouwang.watch.quality import operations as quality

    cut_off = intake.recover_batches(at=timezone.now())
    if cut_off:
        say(f"{cut_off} import(s) had been cut off; nothing of them is in the registry")
    marked = operations.recover_runs(at=timezone.now())
    if marked:
        say(f"{marked} screening(s) had been cut off and are taken up again")
    checks = quality.recover_checks(at=timezone.now())
    if checks:
        say(f"{checks} check(s) of data quality had been cut off and are taken up again")


def close_connections() -> None:
    """The supervisor itself needs no connection while its children work."""
    from django.db import connections

    connections.close_all()
