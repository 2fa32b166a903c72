"""Original bytes, kept by their hash: what was handed in can always be read again."""
