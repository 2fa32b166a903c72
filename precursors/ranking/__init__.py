"""Put records in the order in which they are worth a look, by what was found before. It orders; it decides nothing."""
