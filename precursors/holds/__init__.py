"""Legal holds: while one stands, registers that ask let nothing be done to the record."""
