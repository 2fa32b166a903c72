"""What other countries say of our trade, laid beside our own records."""
