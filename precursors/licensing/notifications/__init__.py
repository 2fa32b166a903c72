"""Pre-export notifications: sent and received, their clocks, their answers, what changes after them."""
