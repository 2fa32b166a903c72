"""Packages between registries that do not trust each other: signed, proved, taken in with where they come from."""
