"""The engine: facts and a policy pack go in, clues with their reasons come out.

Pure Python over typed tables: it knows neither the web site nor the database, and no country's
rules. See docs/explanation/engine.md. Its names are looked up on first use, so that importing
the package (for its errors, say) does not load Polars.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shouwang.engine.errors import EngineError

if TYPE_CHECKING:
    from shouwang.engine.explanation import Explanation, explain
    from shouwang.engine.facts.reading import Facts, read_facts
    from shouwang.engine.pack.definitions import Indicator, Pack, Rule
    from shouwang.engine.pack.reading import load_pack, read_pack
    from shouwang.engine.parameters import Parameter, ParameterValue
    from shouwang.engine.screening import Finding, Screening, screen

_HOMES = {
    "Explanation": "explanation",
    "explain": "explanation",
    "Facts": "facts.reading",
    "read_facts": "facts.reading",
    "Indicator": "pack.definitions",
    "Pack": "pack.definitions",
    "Rule": "pack.definitions",
    "load_pack": "pack.reading",
    "read_pack": "pack.reading",
    "Parameter": "parameters",
    "ParameterValue": "parameters",
    "Finding": "screening",
    "Screening": "screening",
    "screen": "screening",
}

__all__ = [
    "EngineError",
    "Explanation",
    "Facts",
    "Finding",
    "Indicator",
    "Pack",
    "Parameter",
    "ParameterValue",
    "Rule",
    "Screening",
    "explain",
    "load_pack",
    "read_facts",
    "read_pack",
    "screen",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
