"""The laboratory: how many units to sample, what was sampled, what was found, and the lot stated anew by it."""
