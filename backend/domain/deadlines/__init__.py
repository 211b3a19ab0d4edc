"""The one engine of deadlines: reports, dossiers, steps and explanations all count here."""
