"""The register of case files: the one place where a case changes."""
