"""Messages: one catalogue a language (a folder), one file a room in it; sentences stand behind permanent codes."""
