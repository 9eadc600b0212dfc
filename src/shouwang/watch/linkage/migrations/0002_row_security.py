"""A candidate lies in the scope of either record's place, and follows both when they move."""

from django.db import migrations

from shouwang.kernel.scope.declare import PREDICATE, Grants

SIDES = ("left", "right")
_SEEN = " OR ".join(PREDICATE.format(column=f'"{side}_region_code"') for side in SIDES)
_FORWARDS = [
    *(
        f"ALTER TABLE linkage_candidate ADD CONSTRAINT {side}_with_place"
        f" FOREIGN KEY ({side}_id, {side}_region_code)"
        " REFERENCES registry_person (id, region_code)"
        " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"
        for side in SIDES
    ),
    f"CREATE POLICY scope ON linkage_candidate USING ({_SEEN}) WITH CHECK ({_SEEN})",
    "ALTER TABLE linkage_candidate ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE linkage_candidate FORCE ROW LEVEL SECURITY",
]
_BACKWARDS = [
    "ALTER TABLE linkage_candidate NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE linkage_candidate DISABLE ROW LEVEL SECURITY",
    "DROP POLICY scope ON linkage_candidate",
    *(f"ALTER TABLE linkage_candidate DROP CONSTRAINT {side}_with_place" for side in SIDES),
]


class Migration(migrations.Migration):
    dependencies = [
        ("linkage", "0001_candidates"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        migrations.RunSQL(_FORWARDS, _BACKWARDS),
        Grants("linkage"),
    ]
