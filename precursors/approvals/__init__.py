"""Two people for what one must not do alone: somebody asks, another one decides, and the effect is part of that act."""
