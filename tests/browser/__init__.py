"""Pages as a person meets them: a real browser, its keyboard, its widths, its accessibility checker."""
