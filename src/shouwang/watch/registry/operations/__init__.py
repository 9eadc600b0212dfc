"""What changes a dossier: each in one transaction, with its history and a line in the journal."""
