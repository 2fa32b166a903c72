"""The translation catalogues against each other."""
