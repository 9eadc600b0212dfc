"""Single fields put right, or brought up to date."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from shouwang.kernel.findings import Finding
from shouwang.kernel.identity import read_disability, read_identity, read_telephone
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Amendment
from shouwang.watch.registry.operations.amending import Grounds, begin
from shouwang.watch.registry.operations.people import refusals_of_identity
from shouwang.watch.registry.queries import Shape, field_named
from shouwang.watch.registry.queries.values import value_of

_NEEDED = frozenset({"name", "relation", "state.schooling", "state.labour"})


@dataclass(frozen=True, slots=True)
class Edit:
    """One field's new value as text, of a member when `person` is their number."""

    field: str
    value: str | None
    person: str = ""


def correct(*, household: str, edits: Sequence[Edit], grounds: Grounds) -> Amendment | None:
    """The dossier was wrong. None when nothing differs.

    Raises Refused, DossierChanged, HouseholdUnknown, PersonUnknown.
    """
    return amend(Amendment.Kind.CORRECTED, household=household, edits=edits, grounds=grounds)


def change(*, household: str, edits: Sequence[Edit], grounds: Grounds) -> Amendment | None:
    """The world has changed, and the dossier follows. As `correct`."""
    return amend(Amendment.Kind.CHANGED, household=household, edits=edits, grounds=grounds)


@transaction.atomic
def amend(
    kind: Amendment.Kind, *, household: str, edits: Sequence[Edit], grounds: Grounds
) -> Amendment | None:
    """Write the edits as one act. Raises as `correct` does."""
    act = begin(kind, [household], grounds)
    read = [_read(one, grounds) for one in edits]
    for edit in read:
        subject = act.person(edit.person) if edit.person else act.homes[household]
        act.set(subject, edit.field, edit.value)
    written = act.finish()
    return written[0] if written else None


def _read(edit: Edit, grounds: Grounds) -> Edit:
    """The edit with its value as the dossier keeps it. Raises Refused."""
    field = field_named(edit.field)
    if not field.open or bool(edit.person) is not field.of_a_person:
        raise Refused([Finding("not_open", f"“{field.label}”不能单独修改，请用相应的办理事项")])
    text = (edit.value or "").strip() or None
    if text is None:
        if edit.field in _NEEDED:
            raise Refused([Finding("needed", f"“{field.label}”不能为空")])
        return Edit(edit.field, None, edit.person)
    findings, text = checked(edit.field, text, grounds)
    if edit.field == "identity" and not findings:
        findings = refusals_of_identity(text, but=edit.person)
    if findings:
        raise Refused(findings)
    return Edit(edit.field, text, edit.person)


def checked(name: str, text: str, grounds: Grounds) -> tuple[Sequence[Finding], str]:
    """What is wrong with a value, and the value without its blanks and dashes."""
    field = field_named(name)
    if field.shape is Shape.TELEPHONE:
        telephone = read_telephone(text)
        return telephone.findings, telephone.value or text
    if field.shape is Shape.IDENTITY:
        identity = read_identity(text, on=grounds.today)
        return identity.findings, identity.value.number if identity.value else text
    if name == "disability_number":
        return read_disability(text, on=grounds.today).findings, text
    try:
        value = value_of(field, text)
    except ValueError:
        return [Finding("not_of_shape", f"“{field.label}”的写法不对：{text}")], text
    if field.choices and value not in {key for key, _label in field.choices}:
        return [Finding("not_a_choice", f"“{field.label}”没有这一项：{text}")], text
    return (), text
