"""Agencies: who enters records, for which country, and how its files write numbers and dates."""
