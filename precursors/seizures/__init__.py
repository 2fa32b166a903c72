"""Seizures and incidents: what happened where, under which law, and from which permit the goods were diverted."""
