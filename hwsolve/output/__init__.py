"""What hwsolve prints: derivations by renderers, markings by reports."""
