"""Small registers: records taken in one by one, listed, shown, entered and moved on in one way for every kind."""
