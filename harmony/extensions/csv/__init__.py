"""csv.read: tables from CSV files."""
