"""The words templates use: filters for figures, and one tag for each component."""
