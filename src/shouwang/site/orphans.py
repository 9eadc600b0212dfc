"""A web worker ends when the process that started it does, so that its port is free again."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Watch the process that started this one, if multiprocessing did; end at once after it."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)  # a request under way is rolled back by the database

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
