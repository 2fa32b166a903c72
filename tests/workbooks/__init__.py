"""The room `workbooks`: reading what is hostile, writing what is harmless."""
