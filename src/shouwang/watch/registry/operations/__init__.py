"""What changes a dossier: each in one transaction, with its history and a line in the journal.

Every operation takes `Grounds`: who, when, why, on which evidence, true since when, and the
revisions that the editor saw. What cannot be done raises `Refused` with findings; a dossier that
somebody else changed meanwhile raises `DossierChanged` with what they did.
"""

from shouwang.watch.registry.operations.amending import Grounds
from shouwang.watch.registry.operations.corrections import Edit, change, checked, correct
from shouwang.watch.registry.operations.households import create_household, merge, move, split
from shouwang.watch.registry.operations.looks import record_look
from shouwang.watch.registry.operations.members import (
    birth,
    death,
    join,
    leave,
    marriage,
    marriage_in,
    marriage_out,
)
from shouwang.watch.registry.operations.people import NewPerson
from shouwang.watch.registry.operations.undoing import undo

__all__ = [
    "Edit",
    "Grounds",
    "NewPerson",
    "birth",
    "change",
    "checked",
    "correct",
    "create_household",
    "death",
    "join",
    "leave",
    "marriage",
    "marriage_in",
    "marriage_out",
    "merge",
    "move",
    "record_look",
    "split",
    "undo",
]
