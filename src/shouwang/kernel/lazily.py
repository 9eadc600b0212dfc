"""Modules that few processes need and that weigh much, loaded when they are first used.

if TYPE_CHECKING:
    import typst
else:
    typst = lazily("typst")
"""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands for a module: asking it for a name imports it. Threads may ask at the same time."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)

    def __repr__(self) -> str:
        return f"Lazily({self._module!r})"


def lazily(module: str) -> Any:
    """The module of that name, loaded with the first use of something in it."""
    return Lazily(module)
