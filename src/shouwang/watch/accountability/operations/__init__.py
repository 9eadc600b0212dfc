"""Acts of the room: inspections and findings, tasks, records of conduct, moving their cases."""

from shouwang.watch.accountability.operations.conduct import propose
from shouwang.watch.accountability.operations.handing_out import hand_out
from shouwang.watch.accountability.operations.inspecting import record_findings, record_inspection
from shouwang.watch.accountability.operations.moving import move
from shouwang.watch.accountability.operations.telling import tell_late

__all__ = ["hand_out", "move", "propose", "record_findings", "record_inspection", "tell_late"]
