"""What somebody with bad intentions sends, and what the registry answers."""
