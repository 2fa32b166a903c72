"""Destruction of seized chemicals: protocols, orders, steps, mass balance, certificates.

A protocol states duties and limits of safety, environment and administration. It holds no chemistry beyond them.
"""
