"""Operators and their licences; each licence line opens quota accounts in the ledger."""
