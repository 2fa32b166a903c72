"""Accounts, transfers, balances. It knows substance and holder only by key."""
