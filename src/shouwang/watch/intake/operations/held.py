"""Who works on a batch: a lock of the database session, which ends with the process holding it."""

from shouwang.kernel.work import Lock

_BATCHES = Lock(7301)
held, is_held = _BATCHES.held, _BATCHES.is_held
