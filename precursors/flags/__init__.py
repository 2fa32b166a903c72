"""Findings of rules on facts, and what a person says of them."""
