"""Finding the same person twice: by identity number, or by likeness."""
