"""json.read: tables from JSON files."""
