"""Case files: what belongs to one matter, who works on it, what was shown to whom, what may be forgotten."""
