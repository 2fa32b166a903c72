"""Tests of the room `substances`."""
