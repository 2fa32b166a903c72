"""Law as dated data: what was demanded, where, on which day, and who says so."""
