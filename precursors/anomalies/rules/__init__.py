"""One file a rule; each registers itself under its permanent code."""
