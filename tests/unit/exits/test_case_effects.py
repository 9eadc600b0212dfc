"""What the pack says of the ends of cases."""

from shouwang.policies.queries import packaged
from shouwang.procedures.queries import packaged_procedures


def test_every_effect_names_an_end_of_a_shipped_procedure():
    shipped = {one.declaration.key: one.declaration for one in packaged_procedures().entries}
    wrong = [
        (name, end)
        for name, ends in packaged().codes["case_effects"].items()
        for end in ends
        if name not in shipped or not shipped[name].steps[end].final
    ]
    assert wrong == []
