"""A registry that follows each kilogram of a precursor chemical from licence to certificate."""

__version__ = "0.1.0"
