"""Inspections: visits, findings, what must be done by when; and what operators report of losses and suspicions."""
