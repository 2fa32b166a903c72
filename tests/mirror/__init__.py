"""Both sides of trade."""
