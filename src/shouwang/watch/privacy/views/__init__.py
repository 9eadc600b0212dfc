"""Pages of the privacy room: the counter, self-service, requests to correct, the record."""

from shouwang.watch.privacy.views.corrections import (
    answer_page,
    corrections_page,
    export_corrections,
)
from shouwang.watch.privacy.views.counter import (
    code_slip,
    counter,
    counter_household,
    counter_request,
    export_lookers,
    household_lookers,
)
from shouwang.watch.privacy.views.protection import (
    breach_page,
    export_person,
    export_record,
    export_retention,
    protection_page,
    retain_now,
)
from shouwang.watch.privacy.views.visits import leave, send, visit, visit_household, visit_request

__all__ = [
    "answer_page",
    "breach_page",
    "code_slip",
    "corrections_page",
    "counter",
    "counter_household",
    "counter_request",
    "export_corrections",
    "export_lookers",
    "export_person",
    "export_record",
    "export_retention",
    "household_lookers",
    "leave",
    "protection_page",
    "retain_now",
    "send",
    "visit",
    "visit_household",
    "visit_request",
]
