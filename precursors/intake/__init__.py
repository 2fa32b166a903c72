"""Records described once: from a description come the column reader, the form and the machine's schema."""
