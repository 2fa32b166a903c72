"""Authorisations to import, export, carry through or buy: applied for, decided, drawn down shipment by shipment."""
