"""Migrating forwards in a fraction of the time: Django's states of models, drawn anew only where
a migration can tell the difference.

While it migrates, Django keeps classes of all models as they are after each operation. After every
operation it makes the classes anew of whatever is related to the model, over any number of steps,
which in a house where everything is about a household means most of them. Two operations, which
make most of a new database, need none of that:

- a new model: what it refers to is there, and learns of it by its reference;
- a further constraint or index: the class stays, and its list of them grows.

What the database is told is the same; a test compares the tables of both ways.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db.migrations.state import ProjectState


@contextlib.contextmanager
def light_states() -> Iterator[None]:
    """Inside the block migrations are applied with the lighter states."""
    states: Any = ProjectState  # neither method is public: a test compares what comes of it
    finding, appending = states._find_reload_model, states._append_option

    def find(state: Any, app_label: str, model_name: str, delay: bool = False) -> Any:
        if model_name not in state.apps.all_models[app_label]:
            return {(app_label, model_name)}
        return finding(state, app_label, model_name, delay)

    states._find_reload_model, states._append_option = find, _append_option
    try:
        yield
    finally:
        states._find_reload_model, states._append_option = finding, appending


def _append_option(state: Any, app_label: str, model_name: str, name: str, added: Any) -> None:
    options = state.models[app_label, model_name].options
    options[name] = [*options[name], added]
    if "apps" in vars(state):  # asking for the attribute would draw them all
        drawn = state.apps.get_model(app_label, model_name)._meta
        setattr(drawn, name, [*getattr(drawn, name), added])
