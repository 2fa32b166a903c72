"""Who sees what: every query about records goes through here."""
