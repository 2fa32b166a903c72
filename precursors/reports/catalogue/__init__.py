"""One file a report; each registers itself under its permanent name."""
