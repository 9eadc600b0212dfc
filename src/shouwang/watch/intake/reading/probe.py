"""Opens a workbook in a process of its own, within bounded memory; run as a program.

An .xls or .ods says nowhere, before it is opened, how large it will be in memory: a cell in a far
corner is enough to lay out thousands of millions. Here that ends this process, not the server.
Arguments: the file, the bytes that the process may have. Exit code 0: it can be opened.
"""

import resource
import sys

from python_calamine import CalamineError, PasswordError, load_workbook

UNREADABLE, LOCKED = 3, 4


def probe(path: str, most: int) -> int:
    """The exit code for the file."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        with load_workbook(path) as book:
            for name in book.sheet_names:
                book.get_sheet_by_name(name)
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, ValueError):
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(probe(sys.argv[1], int(sys.argv[2])))
