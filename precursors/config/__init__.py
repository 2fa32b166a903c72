"""Settings: environment variables `PRECURSORS_*`, the same names in a TOML file, then defaults."""
