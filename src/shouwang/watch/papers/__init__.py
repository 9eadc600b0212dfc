"""Papers and photos of a dossier, and the papers that are printed from it."""
