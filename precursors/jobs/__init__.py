"""Long work: jobs that wait, run in a process of their own, tell how far they are, and survive whoever ran them."""
