"""Acts and their proof: the chain of sealed acts, the RFC 6962 log over it, checkpoints, proofs, verification."""
