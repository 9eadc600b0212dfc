"""Pages of the supply room."""
