"""Shipments: what crossed a border or changed hands, as declared."""
