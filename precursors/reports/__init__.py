"""What agencies are asked for: reports from the registry's own records, one description for page, workbook, JSON."""
