"""Pages of the room."""

from shouwang.watch.produce.views.alarms import alarm_page, alarms_page
from shouwang.watch.produce.views.certificates import (
    certificate_page,
    certificates_page,
    draw_page,
    draws_page,
)
from shouwang.watch.produce.views.desk import (
    application_file_page,
    application_page,
    desk_page,
    take_up_page,
)
from shouwang.watch.produce.views.figures import export_figures, figures_page
from shouwang.watch.produce.views.households import (
    household_page,
    link_page,
    pass_page,
    source_page,
    withdraw_page,
)
from shouwang.watch.produce.views.public import notice_page

__all__ = [
    "alarm_page",
    "alarms_page",
    "application_file_page",
    "application_page",
    "certificate_page",
    "certificates_page",
    "desk_page",
    "draw_page",
    "draws_page",
    "export_figures",
    "figures_page",
    "household_page",
    "link_page",
    "notice_page",
    "pass_page",
    "source_page",
    "take_up_page",
    "withdraw_page",
]
