"""The departments' lists and the income ledger: what each becomes in the registry."""

from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.targets import facts, matching, periods
from shouwang.watch.intake.targets.facts import Fact
from shouwang.watch.intake.targets.periods import Spell
from shouwang.watch.intake.targets.plan import Secret, Target, twice

_INDEXED = ("CREATE INDEX ON matched (n)", "ANALYZE matched")
# a state that a department knows one thing of: the rest stays, or is not known
_UNSAID = {
    "schooling": "'none'",
    "labour": "'none'",
    "health": "''",
    "disability_grade": "0::smallint",
}


def _by_identity(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How the rows of a department's list are matched, and what is said of the matching."""
    who = "head_name" if "head_name" in layout(name) else "name"
    match = (matching.BY_IDENTITY, matching.BY_NAME.format(who=who), matching.FROM_KNOWN)
    check = [
        matching.UNMATCHED,
        matching.KNOWN_BY_NAME,
        matching.NAME_DIFFERS.format(who=who),
        matching.PERSON_DEAD,
    ]
    if who == "head_name":
        check.append(matching.NOT_HEAD)
    return (*match, *_INDEXED), tuple(check)


def _department(
    name: str,
    key: str,
    rest: str,
    *things: Fact | Spell,
    secrets: tuple[Secret, ...] = (),
    labels: dict[str, str] | None = None,
    more: tuple[str, ...] = (),
) -> Target:
    match, check = _by_identity(name)
    return Target(
        match=match,
        check=(twice(f"s.identity_index, {key}", "证件号码", rest), *check),
        compare=(),
        settle=_compared(*things),
        merge=(*_merged(*things), *more),
        secrets=secrets,
        labels=labels or {},
        department=True,
    )


def _compared(*things: Fact | Spell) -> tuple[str, ...]:
    return tuple(
        statement
        for one in things
        for statement in (facts if isinstance(one, Fact) else periods).compare(one)
    )


def _merged(*things: Fact | Spell) -> tuple[str, ...]:
    return tuple(
        statement
        for one in things
        for statement in (facts if isinstance(one, Fact) else periods).merge(one)
    )


def _state(given: str, since: str, **values: str) -> Spell:
    every = dict.fromkeys(("schooling", "labour", "health"), "NULL::varchar")
    every |= {"disability_grade": "NULL::smallint"}
    return Spell(
        name="state",
        table="registry_personstate",
        owner="person_id",
        values={**every, **values},
        given=given,
        since=since,
        first=since,
        otherwise=_UNSAID,
    )


_INCOME = Fact(
    name="income",
    table="registry_income",
    key={"month": "s.month", "kind": "s.kind", "item": "coalesce(s.item, '')"},
    values={"amount_fen": "s.amount"},
    total="amount_fen",
)
INCOME = Target(
    match=(matching.BY_HOUSEHOLD, *_INDEXED),
    check=(
        twice(
            "s.household_number, s.month, s.kind, coalesce(s.item, ''),"
            " coalesce(s.identity_index, '')",
            "月份",
            "s.amount",
        ),
        matching.HOUSEHOLD_UNKNOWN,
        matching.HOUSEHOLD_OUTSIDE,
    ),
    compare=(),
    settle=facts.compare(_INCOME),
    merge=facts.merge(_INCOME),
    labels={"income.amount_fen": "收入金额"},
)

MEDICAL = _department(
    "medical",
    "s.settled_on, coalesce(s.kind, ''), s.own",
    "md5(row(s.total, s.reimbursed, s.hospital)::text)",
    Fact(
        name="medical",
        table="registry_spending",
        key={"spent_on": "s.settled_on", "kind": "'medical_own'", "amount_fen": "s.own"},
        of_person=True,
    ),
)

EDUCATION = _department(
    "education",
    "s.reported_on",
    "md5(row(s.schooling, s.own)::text)",
    _state("s.schooling IS NOT NULL", "s.reported_on", schooling="s.schooling"),
    Fact(
        name="education",
        table="registry_spending",
        key={"spent_on": "s.reported_on", "kind": "'education_own'"},
        values={"amount_fen": "s.own"},
        given="s.own IS NOT NULL",
        of_person=True,
    ),
    labels={"education.amount_fen": "教育自付"},
)

HOUSING = _department(
    "housing",
    "s.assessed_on",
    "s.grade",
    Fact(
        name="housing",
        table="registry_housing",
        key={"assessed_on": "s.assessed_on"},
        values={"grade": "s.grade"},
    ),
    labels={"housing.grade": "住房等级"},
)

WATER = _department(
    "water",
    "s.observed_on",
    "s.safe",
    Fact(
        name="water",
        table="registry_water",
        key={"observed_on": "s.observed_on"},
        values={"safe": "s.safe"},
    ),
    labels={"water.safe": "饮水安全"},
)

CIVIL_AFFAIRS = _department(
    "civil-affairs",
    "s.event, s.happened_on",
    "md5(row(s.allowance, s.monthly)::text)",
    Fact(
        name="allowance",
        table="registry_event",
        key={"happened_on": "s.happened_on", "kind": "s.event"},
        of_person=True,
    ),
    Fact(
        name="allowance_income",
        table="registry_income",
        key={
            "month": "date_trunc('month', s.happened_on)::date",
            "kind": "'transfer'",
            "item": "CASE s.allowance WHEN 'destitute' THEN '特困供养金' ELSE '低保金' END",
        },
        values={"amount_fen": "s.monthly"},
        given="s.event = 'allowance_started' AND s.monthly > 0"
        " AND s.allowance IS DISTINCT FROM 'relief'",
        total="amount_fen",
    ),
    labels={"allowance_income.amount_fen": "当月救助金"},
)

DISABILITY = _department(
    "disability",
    "s.assessed_on",
    "md5(row(s.grade, s.kind)::text)",
    _state(
        "s.grade IS NOT NULL",
        "s.assessed_on",
        disability_grade="s.grade::smallint",
        disability_on="s.assessed_on",
    ),
    secrets=(Secret("disability_number", "残疾证号"),),
    more=(
        """
UPDATE registry_person p SET disability_number = s.disability_number
  FROM difference d JOIN staged s USING (n)
 WHERE d.field = 'disability_number' AND p.id = d.person_id""",
    ),
)

EMPLOYMENT = _department(
    "employment",
    "s.event, s.happened_on",
    "md5(row(s.work_place, s.monthly)::text)",
    Fact(
        name="employment",
        table="registry_event",
        key={"happened_on": "s.happened_on", "kind": "s.event"},
        of_person=True,
    ),
    more=(
        # the work that somebody lost or came home from ends on that day
        """
UPDATE registry_work w SET during = daterange(lower(w.during), s.happened_on)
  FROM staged s JOIN matched m USING (n)
  JOIN found f ON f.n = s.n AND f.target = 'employment' AND f.verdict = 'new'
 WHERE w.person_id = m.person_id AND w.during @> s.happened_on
   AND lower(w.during) < s.happened_on""",
    ),
)

DISASTER = _department(
    "disaster",
    "s.event, s.happened_on",
    "s.loss",
    Fact(
        name="disaster",
        table="registry_event",
        key={"happened_on": "s.happened_on", "kind": "s.event"},
        values={"loss_fen": "s.loss"},
    ),
    labels={"disaster.loss_fen": "损失"},
)

EXCLUSION = _department(
    "exclusion",
    's."check", s.found_on',
    "md5(row(s.detail, s.holder)::text)",
    Fact(
        name="exclusion",
        table="intake_exclusionhit",
        key={"check_name": 's."check"', "found_on": "s.found_on"},
        values={"detail": "coalesce(s.detail, '')", "holder": "coalesce(s.holder, '')"},
        added={"due_on": "%(due_on)s", "state": "'open'", "answer": "''", "note": "''"},
        of_person=True,
    ),
    labels={"exclusion.detail": "具体情况", "exclusion.holder": "数据来源"},
)
