"""Pages of help."""

from shouwang.watch.assistance.views.lists import assistance_page, export
from shouwang.watch.assistance.views.measures import (
    measure,
    measure_change,
    measure_deliver,
    measure_end,
)
from shouwang.watch.assistance.views.plans import household_plan, measure_new, take
from shouwang.watch.assistance.views.posts import holding_end, post, posts_export, posts_page
from shouwang.watch.assistance.views.printing import plan_print
from shouwang.watch.assistance.views.relocation import (
    relocation_export,
    relocation_household,
    relocation_page,
)
from shouwang.watch.assistance.views.subsidy import (
    price_subsidy,
    subsidy_compute,
    subsidy_export,
    subsidy_run,
)

__all__ = [
    "assistance_page",
    "export",
    "holding_end",
    "household_plan",
    "measure",
    "measure_change",
    "measure_deliver",
    "measure_end",
    "measure_new",
    "plan_print",
    "post",
    "posts_export",
    "posts_page",
    "price_subsidy",
    "relocation_export",
    "relocation_household",
    "relocation_page",
    "subsidy_compute",
    "subsidy_export",
    "subsidy_run",
    "take",
]
