"""The one base of every exception of this project."""

from inspect import cleandoc


class ShouwangError(Exception):
    """Something that Shouwang cannot do."""

    # A subclass states its message as its docstring; names in braces are filled from `details`.
    # A message given at the place of the failure stands instead of the docstring.

    def __init__(self, message: str = "", /, **details: object) -> None:
        self.details = details
        super().__init__(message or cleandoc(type(self).__doc__ or "").format(**details))
