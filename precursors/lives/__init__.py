"""The life of a record: the states it passes through, and the acts that moved it from one to the next."""
