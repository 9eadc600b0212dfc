"""What the pages of this room show; reading never writes."""

from shouwang.watch.produce.queries.figures import BY, Figures, figures
from shouwang.watch.produce.queries.standing import Path, path_of, step_label

__all__ = ["BY", "Figures", "Path", "figures", "path_of", "step_label"]
