"""The record of personal data names every field of every table, and is read strictly."""

import pytest
import yaml
from django.apps import apps

from shouwang.people.rules import Act
from shouwang.policies.queries import packaged
from shouwang.watch.privacy.rules import RecordBroken, read_record


def tables() -> list[tuple[str, list[str]]]:
    """Every table of the project with its fields."""
    return [
        (model._meta.label, [field.name for field in model._meta.concrete_fields])
        for model in apps.get_models(include_auto_created=True)
    ]


def test_every_field_of_every_table_has_an_entry():
    assert read_record().gaps(tables()) == []


def test_a_field_that_is_added_is_missed():
    known = tables()
    label, names = next(one for one in known if one[0] == "registry.Person")
    others = [one for one in known if one[0] != label]
    record = read_record()
    assert record.gaps([*others, (label, [*names, "bank_account"])]) == [
        "registry.Person.bank_account has no entry"
    ]
    assert record.gaps([*known, ("registry.Diary", ["id", "text"])]) == [
        "registry.Diary has no entry"
    ]
    assert record.gaps(others) == ["registry.Person is no table"]
    assert record.gaps([*others, (label, names[1:])]) == [f"registry.Person.{names[0]} is no field"]


def test_acts_parameters_and_paths_that_the_record_names_exist():
    record = read_record()
    acts = {act for kind in record.kinds.values() for act in kind.unmask}
    assert acts <= {act.value for act in Act}
    named = {one.parameter for one in record.retention.values() if one.parameter}
    assert named <= set(packaged().parameters)
    fields = {label: set(names) for label, names in tables()}
    for retention in record.retention.values():
        for rows in retention.rows:
            first = {
                rows.since.split("__")[0],
                *rows.fields,
                *(w.split("__")[0] for w in rows.where),
            }
            assert first <= fields[rows.table], retention.name
    for table in record.tables.values():
        used = {name.split("__")[0] for names in table.whose.values() for name in names}
        assert used <= fields[table.label], table.label


def test_what_is_encrypted_is_called_personal():
    record = read_record()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if type(field).__name__ == "EncryptedTextField":
                assert field.name in record.tables[model._meta.label].kinds, field


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: r.pop("bases"), "sections"),
        (lambda r: r["kinds"]["name"].pop("purpose"), "purpose"),
        (lambda r: r["kinds"]["name"].update(basis="habit"), "'habit', which is not defined"),
        (lambda r: r["kinds"]["name"].update(sensitivity="some"), "'some'"),
        (lambda r: r["kinds"]["name"].update(unmask=[]), "who may see it"),
        (lambda r: r["kinds"]["name"].update(colour="red"), "colour"),
        (lambda r: r["retention"]["looks"].pop("rows"), "needs parameter"),
        (lambda r: r["tables"]["registry.Look"].update(plain="id at"), "both personal and plain"),
        (lambda r: r["tables"]["registry.Look"].update(note="x"), "unknown key note"),
        (lambda r: r["tables"]["registry.Look"].pop("purpose"), "no purpose"),
    ],
)
def test_a_record_that_says_too_little_or_too_much_is_refused(change, reason, tmp_path):
    from importlib.resources import files

    text = (files("shouwang") / "policies/cn/personal-data.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(text)
    change(read)
    path = tmp_path / "record.yaml"
    path.write_text(yaml.safe_dump(read, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RecordBroken, match=reason):
        read_record(path)
