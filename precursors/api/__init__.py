"""The registry for programs: JSON under /api/v1, the same records, verbs and rules as the pages."""
