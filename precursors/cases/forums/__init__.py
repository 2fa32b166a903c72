"""Forums: a place shared for a time, where agencies that look into one matter show records, talk and give tasks."""
