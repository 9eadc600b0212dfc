"""The one table of rights: which database role may do what on which app's tables."""

from collections.abc import Iterator, Mapping

WATCH, MARKET = "shouwang_watch", "shouwang_market"
ROLES = (WATCH, MARKET)
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")

NONE: frozenset[str] = frozenset()
READ = frozenset({"SELECT"})
APPEND = frozenset({"SELECT", "INSERT"})
WRITE = frozenset(PRIVILEGES)

# app → role → rights on every table of the app; what is not named is not granted
BY_APP: Mapping[str, Mapping[str, frozenset[str]]] = {
    "auth": {WATCH: WRITE},
    "contenttypes": {WATCH: WRITE},
    "sessions": {WATCH: WRITE},
    "account": {WATCH: WRITE},
    "mfa": {WATCH: WRITE},
    "pghistory": {WATCH: APPEND | {"UPDATE"}},
    "procrastinate": {WATCH: WRITE},
    "kernel": {WATCH: READ},
    "policies": {WATCH: WRITE, MARKET: READ},
    "regions": {WATCH: WRITE, MARKET: READ},
    "procedures": {WATCH: WRITE},
    "people": {WATCH: WRITE},
    "registry": {WATCH: WRITE},
    "linkage": {WATCH: WRITE},
    "papers": {WATCH: WRITE},
    "intake": {WATCH: WRITE},
    "quality": {WATCH: WRITE},
    "privacy": {WATCH: WRITE},
    "monitoring": {WATCH: WRITE},
    "messaging": {WATCH: WRITE},
    "pairing": {WATCH: WRITE},
    "visits": {WATCH: WRITE},
    "reports": {WATCH: WRITE},
    "casework": {WATCH: WRITE},
    "reviews": {WATCH: WRITE},
    "exits": {WATCH: WRITE},
    "assistance": {WATCH: WRITE},
    "accountability": {WATCH: WRITE},
    "produce": {WATCH: WRITE},
    # both wings keep books here; rows are told apart by wing, and only functions write
    "ledger": {WATCH: READ, MARKET: READ},
    # all that the wings know of each other; each table says who writes it
    "bridge": {WATCH: READ, MARKET: READ},
    "members": {MARKET: WRITE},
    "suppliers": {MARKET: WRITE},
    "certification": {MARKET: WRITE},
    "supply": {MARKET: WRITE},
    "catalogue": {MARKET: WRITE},
    "orders": {MARKET: WRITE},
    "settlement": {MARKET: WRITE},
    "trace": {MARKET: WRITE},
    "figures": {MARKET: WRITE},
}
# table → role → rights, where a table differs from its app
BY_TABLE: Mapping[str, Mapping[str, frozenset[str]]] = {
    "django_migrations": {WATCH: READ},
    # public reference data: only the owner loads lists
    "regions_division": {WATCH: READ, MARKET: READ},
    "regions_edition": {WATCH: READ, MARKET: READ},
    "regions_boundary": {WATCH: APPEND | {"UPDATE"}},
    # history is added to and never rewritten
    "registry_amendment": {WATCH: APPEND},
    "registry_change": {WATCH: APPEND},
    # a case keeps the version it began with, and its history only grows
    "procedures_procedureversion": {WATCH: APPEND},
    "procedures_act": {WATCH: APPEND},
    "casework_record": {WATCH: APPEND},
    # what was printed stays printed
    "papers_printing": {WATCH: APPEND},
    "papers_verification": {WATCH: APPEND},
    "papers_enclosure": {WATCH: APPEND},
    "people_dutyreview": {WATCH: APPEND},
    # a visit is corrected by another; a draw, a signature and an authorisation stand as they are
    "visits_formversion": {WATCH: APPEND},
    "visits_homevisit": {WATCH: APPEND},
    "visits_signature": {WATCH: APPEND},
    "visits_authorisation": {WATCH: APPEND},
    "visits_withdrawal": {WATCH: APPEND},
    "visits_informationcheck": {WATCH: APPEND},
    "visits_lookback": {WATCH: APPEND},
    "visits_drawn": {WATCH: APPEND},
    # what happened to a report, what a household thought of it, which number was given out
    "reports_reportevent": {WATCH: APPEND},
    "reports_rating": {WATCH: APPEND},
    "reports_hotline": {WATCH: APPEND},
    # a pair is ended and never taken away
    "pairing_pairing": {WATCH: APPEND | {"UPDATE"}},
    # what was signed stays as it was signed
    "exits_criteriacheck": {WATCH: APPEND},
    # what was done to a measure, what was published and what was computed are only added
    "assistance_measureact": {WATCH: APPEND},
    "assistance_relocationstep": {WATCH: APPEND},
    "assistance_priceindex": {WATCH: APPEND},
    "assistance_subsidyrun": {WATCH: APPEND},
    "assistance_subsidypayment": {WATCH: APPEND},
    # what was found, asked, written down and said stays; where it stands is in the case
    "accountability_inspection": {WATCH: APPEND},
    "accountability_finding": {WATCH: APPEND},
    "accountability_task": {WATCH: APPEND},
    "accountability_conductrecord": {WATCH: APPEND},
    "accountability_statement": {WATCH: APPEND},
    # what happened to a supplier and what it agreed with its households
    "suppliers_supplierevent": {MARKET: APPEND},
    "suppliers_agreement": {MARKET: APPEND},
    # who took which list out of the market
    "suppliers_taking": {MARKET: APPEND},
    # what was weighed, sprayed, packed and listed is corrected by another entry
    "supply_inputrecord": {MARKET: APPEND},
    "supply_intake": {MARKET: APPEND},
    "supply_listing": {MARKET: APPEND},
    "supply_batchstep": {MARKET: APPEND},
    # what was drawn stays drawn
    "produce_draw": {WATCH: APPEND},
    "produce_drawn": {WATCH: APPEND},
    # each wing writes its half of the bridge; which household a link is, only the watch knows
    "bridge_suppliercard": {WATCH: READ, MARKET: APPEND | {"UPDATE"}},
    "bridge_link": {WATCH: APPEND, MARKET: READ},
    "bridge_holder": {WATCH: APPEND},
    "bridge_application": {WATCH: READ, MARKET: APPEND},
    "bridge_applicationlink": {WATCH: READ, MARKET: APPEND},
    "bridge_applicationfile": {WATCH: READ, MARKET: APPEND},
    "bridge_certificate": {WATCH: APPEND, MARKET: READ},
    "bridge_check": {WATCH: APPEND, MARKET: READ},
    "bridge_alarm": {WATCH: APPEND, MARKET: APPEND},
    "bridge_attribution": {WATCH: READ, MARKET: APPEND},
    "bridge_taken": {WATCH: APPEND | {"UPDATE"}},
    # what happened to an order, who told of a payment, where a parcel was seen, what was promised
    "orders_orderevent": {MARKET: APPEND},
    "orders_paymentnotice": {MARKET: APPEND},
    "orders_tracking": {MARKET: APPEND},
    "orders_pledge": {MARKET: APPEND},
    "orders_review": {MARKET: APPEND},
    # what was done to a product on the market is only added
    "catalogue_productevent": {MARKET: APPEND},
    # how a line was split stays; a refund adds another version
    "settlement_run": {MARKET: APPEND},
    "settlement_split": {MARKET: APPEND},
    "settlement_share": {MARKET: APPEND},
    "settlement_freightrelease": {MARKET: APPEND},
    "settlement_workday": {MARKET: APPEND},
}
# table → role → the columns that may be updated, where the role may not update the whole row
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "bridge_link": {WATCH: ("withdrawn_on", "may_honour", "pass_digest", "region_code")},
    "bridge_holder": {WATCH: ("is_ended", "household", "region_code")},
    "bridge_application": {WATCH: ("state", "words")},
    "bridge_certificate": {WATCH: ("valid_until", "suspended_on", "ended_on", "reason")},
    "bridge_alarm": {WATCH: ("handled_at", "handled_by", "handled_words")},
}

# Tables that have a place or belong to something that has, and yet need no row security.
EXEMPT: Mapping[str, str] = {}
# Functions that run with their owner's rights; each decides for itself what it answers.
DEFINERS: Mapping[str, str] = {
    "shouwang.journal_append": "the only way into the journal",
    "shouwang.signed_setting": "reads the key that settings are signed with; tells it to nobody",
    "public.people_duty_fits": "looks at all duties of an account before one more is written",
    "public.people_duties_of": "an account's own duties, from which its scope is made",
    "public.intake_handovers": "that a department's list came, told to its officers without files",
    "public.reviews_public_notice": "names on a posted notice, to whoever holds its code",
    "public.reports_standing": "what the holder of a receipt number may know of a report",
    "public.reports_earlier": "the number of an open report that a new one is joined to",
    "public.reports_homes": "households of a village by a whole name, for the hotline",
    "public.reports_counties": "which counties have households here",
    "public.produce_public_notice": "a product on notice, to whoever holds its number",
    "shouwang.ledger_open": "opens accounts in the books of the caller's wing",
    "shouwang.ledger_post": "the only way into the books, of the caller's wing",
    "shouwang.ledger_post_table": "the same for a million moves",
    "shouwang.ledger_resolve": "what becomes of what the caller's wing holds",
    "shouwang.ledger_expire": "the same for what is over its time",
}


def declared(app_label: str, table: str, role: str) -> frozenset[str]:
    """What the role may do on the table."""
    return BY_TABLE.get(table, BY_APP.get(app_label, {})).get(role, NONE)


def statements(app_label: str, table: str) -> Iterator[str]:
    """The statements that give exactly the declared rights, whatever was granted before."""
    yield f'REVOKE ALL ON TABLE "{table}" FROM PUBLIC, {", ".join(ROLES)}'
    for role in ROLES:
        given = declared(app_label, table, role)
        if given:
            privileges = ", ".join(name for name in PRIVILEGES if name in given)
            yield f'GRANT {privileges} ON TABLE "{table}" TO {role}'
        if columns := COLUMNS.get(table, {}).get(role):
            yield f'GRANT UPDATE ({", ".join(columns)}) ON TABLE "{table}" TO {role}'
