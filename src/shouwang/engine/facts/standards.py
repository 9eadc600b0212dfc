"""The standards a pack may name under `facts`."""

from __future__ import annotations

from shouwang.engine.facts.assistance import ASSISTANCE
from shouwang.engine.facts.dossier import DOSSIER
from shouwang.engine.facts.standard import FACTS, Standard

STANDARDS: dict[str, Standard] = {
    standard.name: standard for standard in (FACTS, DOSSIER, ASSISTANCE)
}
