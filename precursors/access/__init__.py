"""Who may do what: permissions, roles and the one table that joins them."""
