"""What an agency sets itself: figures of rules and tolerances, dated, each by an act with its ground."""
