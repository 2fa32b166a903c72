"""Stock: what operators declare to hold period by period, and whether it adds up with everything else."""
