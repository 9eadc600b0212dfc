"""What each duty may do, where, until when, and who may grant it.

Rights come from duties alone. The three tables below are the whole of it: `ACTS` (duty by act),
`GRANTS` (who grants what) and `LEVELS` (at which level of place a duty is held).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shouwang.kernel.findings import Finding
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import Level, RegionCode


class Kind(StrEnum):
    """The kinds of duty."""

    COUNTY_OFFICE = "county_office"
    TOWNSHIP_CLERK = "township_clerk"
    VILLAGE_CADRE = "village_cadre"
    MEDICAL_OFFICER = "medical_officer"
    EDUCATION_OFFICER = "education_officer"
    HOUSING_OFFICER = "housing_officer"
    WATER_OFFICER = "water_officer"
    CIVIL_AFFAIRS_OFFICER = "civil_affairs"
    DISABILITY_OFFICER = "disability_officer"
    EMPLOYMENT_OFFICER = "employment_officer"
    DISASTER_OFFICER = "disaster_officer"
    SECURITY_OFFICER = "security_officer"
    AGRICULTURE_OFFICER = "agriculture_officer"
    HOTLINE_OPERATOR = "hotline"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What a page or operation asks a duty for."""

    SEE_DASHBOARD = "see_dashboard"
    SEE_HOUSEHOLDS = "see_households"  # opens household data: gives the scope of row security
    SEE_CLUES = "see_clues"
    UNMASK = "unmask"
    EXPORT = "export"
    SCREEN_NOW = "screen_now"
    SEE_POLICY = "see_policy"
    CHANGE_POLICY = "change_policy"
    UPLOAD_LISTS = "upload_lists"  # hands over a list; says nothing of seeing what it meets
    ANSWER_QUESTIONS = "answer_questions"  # for a department, about a family that authorised it
    DEPARTMENT_WORK = "department_work"  # does what the department is given; sees nothing else
    MERGE_LISTS = "merge_lists"  # takes a checked batch into the registry
    EDIT_DOSSIER = "edit_dossier"
    RESTRUCTURE = "restructure"  # split, merge, move households
    DECIDE_MATCHES = "decide_matches"  # whether two records are one person
    EXPLAIN_FINDINGS = "explain_findings"  # answers a finding about a record
    SERVE_COUNTER = "serve_counter"  # tells a household what is held about it, takes its requests
    PROTECT_DATA = "protect_data"  # retention, one person's data, notices of a breach
    SEE_CASES = "see_cases"
    HANDLE_CASES = "handle_cases"  # opens and moves cases, as far as their procedure lets the duty
    RECORD_VISITS = "record_visits"
    RECORD_REPORTS = "record_reports"  # writes down what somebody reports; sees no dossier
    HEAR_REPORTS = "hear_reports"  # takes up reports, hands them over, answers
    PLAN_HELP = "plan_help"
    PAIR_HELPERS = "pair_helpers"
    CERTIFY = "certify"  # suspends and takes away certificates, draws those to be checked
    SEE_SUPERVISION = "see_supervision"
    SUPERVISE = "supervise"  # records inspections and closes what they found
    MANAGE_REGIONS = "manage_regions"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"  # grant and end duties, reset passwords, unlock
    READ_JOURNAL = "read_journal"
    READ_LOG_INS = "read_log_ins"


_WATCH = frozenset(
    {Act.SEE_DASHBOARD, Act.SEE_HOUSEHOLDS, Act.SEE_CLUES, Act.SEE_POLICY, Act.SEE_CASES}
)
_HELP = frozenset(
    {
        Act.HANDLE_CASES,
        Act.RECORD_VISITS,
        Act.RECORD_REPORTS,
        Act.HEAR_REPORTS,
        Act.PLAN_HELP,
        Act.SEE_SUPERVISION,
    }
)
_DOSSIER = frozenset({Act.EDIT_DOSSIER, Act.EXPLAIN_FINDINGS, Act.SERVE_COUNTER})
_OFFICE = (
    _DOSSIER
    | {Act.PAIR_HELPERS}
    | {Act.UPLOAD_LISTS, Act.MERGE_LISTS, Act.RESTRUCTURE, Act.DECIDE_MATCHES}
)
_PEOPLE = frozenset({Act.SEE_PEOPLE, Act.MANAGE_PEOPLE})

# One for each department. The database knows them too: a migration of this room says which.
OFFICERS = (
    Kind.MEDICAL_OFFICER,
    Kind.EDUCATION_OFFICER,
    Kind.HOUSING_OFFICER,
    Kind.WATER_OFFICER,
    Kind.CIVIL_AFFAIRS_OFFICER,
    Kind.DISABILITY_OFFICER,
    Kind.EMPLOYMENT_OFFICER,
    Kind.DISASTER_OFFICER,
    Kind.SECURITY_OFFICER,
    Kind.AGRICULTURE_OFFICER,
)

ACTS: dict[Kind, frozenset[Act]] = {
    Kind.COUNTY_OFFICE: _WATCH
    | _PEOPLE
    | _OFFICE
    | _HELP
    | {
        Act.SUPERVISE,
        Act.CERTIFY,
        Act.UNMASK,
        Act.EXPORT,
        Act.SCREEN_NOW,
        Act.CHANGE_POLICY,
        Act.MANAGE_REGIONS,
        Act.PROTECT_DATA,
    },
    Kind.TOWNSHIP_CLERK: _WATCH | _OFFICE | _HELP | {Act.UNMASK, Act.EXPORT},
    Kind.VILLAGE_CADRE: _WATCH | _DOSSIER | _HELP,
    # learns only what concerns the department's own duty: no dossier, no list of clues
    **dict.fromkeys(
        OFFICERS, frozenset({Act.UPLOAD_LISTS, Act.ANSWER_QUESTIONS, Act.DEPARTMENT_WORK})
    ),
    # writes down what callers report and sees neither dossier nor anybody else's reports
    Kind.HOTLINE_OPERATOR: frozenset({Act.RECORD_REPORTS}),
    Kind.AUDITOR: _WATCH
    | {Act.SEE_SUPERVISION, Act.EXPORT, Act.SEE_PEOPLE, Act.READ_JOURNAL, Act.READ_LOG_INS},
    # runs the system and sees no household
    Kind.ADMINISTRATOR: _PEOPLE | {Act.MANAGE_REGIONS, Act.READ_LOG_INS},
}

# The office under audit does not choose its auditor: only the administrator grants that duty.
GRANTS: dict[Kind, frozenset[Kind]] = {
    Kind.COUNTY_OFFICE: frozenset({Kind.TOWNSHIP_CLERK, Kind.VILLAGE_CADRE, Kind.HOTLINE_OPERATOR}),
    Kind.ADMINISTRATOR: frozenset(
        {Kind.COUNTY_OFFICE, *OFFICERS, Kind.AUDITOR, Kind.ADMINISTRATOR}
    ),
}

_COUNTY_AND_ABOVE = frozenset({Level.COUNTY, Level.PREFECTURE, Level.PROVINCE})
LEVELS: dict[Kind, frozenset[Level]] = {
    Kind.COUNTY_OFFICE: frozenset({Level.COUNTY}),
    Kind.TOWNSHIP_CLERK: frozenset({Level.TOWNSHIP}),
    Kind.VILLAGE_CADRE: frozenset({Level.VILLAGE}),
    **{officer: frozenset({Level.COUNTY}) for officer in OFFICERS},
    Kind.HOTLINE_OPERATOR: frozenset({Level.COUNTY}),
    Kind.AUDITOR: _COUNTY_AND_ABOVE,
    Kind.ADMINISTRATOR: _COUNTY_AND_ABOVE,
}

# Duties whose holders must log in with a one-time code; any other account may switch it on.
SECOND_FACTOR_REQUIRED: frozenset[Kind] = frozenset()

LONGEST_YEARS = 3


@dataclass(frozen=True, slots=True)
class HeldDuty:
    """A duty as the rules see it: what, where, on which days, and for whom it is stood in."""

    kind: Kind
    region: RegionCode
    period: Period
    on_behalf_of: str = ""  # the name of the holder who lent it; empty for a duty of one's own


@dataclass(frozen=True, slots=True)
class Wish:
    """A duty that somebody wants to grant to an account."""

    holder: int
    kind: Kind
    region: RegionCode
    period: Period


def may(duties: Iterable[HeldDuty], act: Act, region: RegionCode | None, on: date) -> bool:
    """Whether one of the duties permits the act in the region on the day; None means anywhere."""
    return any(
        act in ACTS[duty.kind] and (region is None or duty.region.contains(region))
        for duty in _held(duties, on)
    )


def acts_of(duties: Iterable[HeldDuty], on: date) -> frozenset[Act]:
    """Every act that is permitted somewhere on the day: what menus show."""
    return frozenset(act for duty in _held(duties, on) for act in ACTS[duty.kind])


def places(duties: Iterable[HeldDuty], act: Act, on: date) -> tuple[RegionCode, ...]:
    """Where the act is permitted on the day; places inside other such places are left out."""
    regions = {duty.region for duty in _held(duties, on) if act in ACTS[duty.kind]}
    return tuple(
        sorted(
            (one for one in regions if not any(_wider(other, one) for other in regions)),
            key=str,
        )
    )


def grantable_kinds(duties: Iterable[HeldDuty], on: date) -> frozenset[Kind]:
    """The kinds of duty that the holder of these duties may grant somewhere."""
    own = (duty for duty in _held(duties, on) if not duty.on_behalf_of)
    return frozenset(kind for duty in own for kind in GRANTS.get(duty.kind, ()))


def may_end(duties: Iterable[HeldDuty], ended: HeldDuty, on: date) -> bool:
    """Whether the duty may be ended early: by whoever could grant it there."""
    return _entitled(duties, ended.kind, ended.region, on)


def may_manage(duties: Sequence[HeldDuty], subject: Sequence[HeldDuty], on: date) -> bool:
    """Whether the holder of `duties` may reset the password of, or unlock, the subject.

    Every duty that the subject holds must be one that the manager could grant there: otherwise
    a reset password would be a way to a power one does not have. Of someone who holds none now,
    the former duties count. An account that never held any is managed on the command line only.
    """
    counted = tuple(_held(subject, on)) or tuple(subject)
    return bool(counted) and all(_entitled(duties, one.kind, one.region, on) for one in counted)


def refusals_of_grant(
    granter: int, duties: Iterable[HeldDuty], wish: Wish, on: date
) -> tuple[Finding, ...]:
    """Why the wish cannot be granted; empty when it can."""
    findings = []
    if granter == wish.holder:
        findings.append(Finding("self_grant", "不能给自己授予职责，请由另一位有权人员办理"))
    if not _entitled(duties, wish.kind, wish.region, on):
        findings.append(Finding("not_entitled", "您的职责不能在该地区授予这种职责"))
    if wish.region.level not in LEVELS[wish.kind]:
        findings.append(Finding("wrong_level", "地区级别与职责不符，例如乡镇经办须选到乡镇"))
    findings.extend(_refusals_of_period(wish.period, on))
    return tuple(findings)


def default_period(on: date) -> Period:
    """One year from the day on (to 1 March when it begins on 29 February)."""
    return Period(on, years_after(on, 1))


def second_factor_required(
    duties: Iterable[HeldDuty], on: date, required: frozenset[Kind] = SECOND_FACTOR_REQUIRED
) -> bool:
    """Whether one of the duties demands a one-time code at log-in."""
    return any(duty.kind in required for duty in _held(duties, on))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March of a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _refusals_of_period(period: Period, on: date) -> list[Finding]:
    if period.start is None or period.end is None:
        return [Finding("no_expiry", "请填写起止日期：每项职责都要有期限")]
    if period.end <= on:
        return [Finding("already_over", "到期日须在今天之后")]
    if period.end > years_after(period.start, LONGEST_YEARS):
        return [Finding("too_long", f"一次授权最长{LONGEST_YEARS}年，到期可以续期")]
    return []


def _entitled(duties: Iterable[HeldDuty], kind: Kind, region: RegionCode, on: date) -> bool:
    """A duty that is only lent grants nothing: power over people is not passed on."""
    return any(
        kind in GRANTS.get(duty.kind, ()) and duty.region.contains(region)
        for duty in _held(duties, on)
        if not duty.on_behalf_of
    )


def _held(duties: Iterable[HeldDuty], on: date) -> Iterable[HeldDuty]:
    return (duty for duty in duties if duty.period.contains(on))


def _wider(other: RegionCode, one: RegionCode) -> bool:
    return other != one and other.contains(one)
