"""Goods in our custody: lots and their containers, seals and weights, places, and who has held what since when."""
