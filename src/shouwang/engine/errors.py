"""What the engine refuses, and why. The docstring of each class is its message."""

from __future__ import annotations

from typing import Any


class EngineError(Exception):
    """The engine could not do what was asked."""

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__((self.__class__.__doc__ or "").format(**details))


class FactsRefused(EngineError):
    """{table}, row {row}: {reason}"""


class TableRefused(EngineError):
    """{table}: {reason}"""


class FactsNotFound(EngineError):
    """No facts at {path}: give a directory that holds households and persons (Parquet or CSV)."""


class UnknownHousehold(EngineError):
    """No household {household_id} is screened on these facts."""


class MissingParameter(EngineError):
    """Parameter {name} has no value for region {region} on {on}: add one, with its document, to the policy pack."""  # noqa: E501


class PackNotFound(EngineError):
    """No policy pack at {path}: a pack is a directory with a pack.yaml."""


class PackRefused(EngineError):
    """The policy pack has {count} error(s); first: {first}"""


class UnknownParameter(EngineError):
    """The policy pack has no parameter named {name}."""


class UnknownEngine(EngineError):
    """There is no engine {name}: choose polars, python or spark."""


class SparkUnavailable(EngineError):
    """The spark engine needs {needs}: {mend}"""


class UnknownSuffix(EngineError):
    """Cannot write {path}: end the name in .parquet, .csv or .jsonl."""


class BadRegion(EngineError):
    """Region {region} is not a prefix of a division code: 1 to 12 digits."""


class ExpressionError(EngineError):
    """{reason}"""
