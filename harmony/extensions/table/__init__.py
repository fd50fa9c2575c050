"""table.write and table.check: tables to files, and tables against rules."""
