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
    # what was printed stays printed
    "papers_printing": {WATCH: APPEND},
    "papers_verification": {WATCH: APPEND},
    "people_dutyreview": {WATCH: APPEND},
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
