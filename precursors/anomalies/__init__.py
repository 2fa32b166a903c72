"""Rules over many records: one file each in `rules`, found by itself; run as one pass, adding only what is new."""
