"""Substances: names in every language, codes, salts, densities, and which one a text means."""
