"""What each list changes in the registry."""

from shouwang.watch.intake.targets import departments, homes, members
from shouwang.watch.intake.targets.plan import WRONG, Secret, Target, Values

TARGETS: dict[str, Target] = {
    "households": homes.TARGET,
    "members": members.TARGET,
    "income": departments.INCOME,
    "medical": departments.MEDICAL,
    "education": departments.EDUCATION,
    "housing": departments.HOUSING,
    "water": departments.WATER,
    "civil-affairs": departments.CIVIL_AFFAIRS,
    "disability": departments.DISABILITY,
    "employment": departments.EMPLOYMENT,
    "disaster": departments.DISASTER,
    "exclusion": departments.EXCLUSION,
}

__all__ = ["TARGETS", "WRONG", "Secret", "Target", "Values"]
