"""Packages between registries."""
