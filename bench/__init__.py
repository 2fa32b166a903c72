"""The benchmark of the figures, and the budgets of the code."""
