"""The command line: one file a command, each a thin edge over a room."""
