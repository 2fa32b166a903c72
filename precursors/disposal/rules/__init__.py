"""What must hold before, while and after seized chemicals are destroyed: pure functions over frozen facts."""
