"""The spreadsheet kit: strict reading in a limited child process, safe writing. Knows nothing of the domain.

Enter through `reader.read` and through the writers (`streams`, `template`, `rejects`). This file stays
empty of imports: the reading child passes through it and must start quickly.
"""
