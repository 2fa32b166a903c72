"""What a machine can do to an import: ended at any moment, a full disk, other writers, a changed byte."""
