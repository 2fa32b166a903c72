"""People, sign-in, tokens, notices."""
