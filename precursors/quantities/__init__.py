"""Amounts: numbers, units, strengths, and kilograms of the controlled substance itself. Pure."""
