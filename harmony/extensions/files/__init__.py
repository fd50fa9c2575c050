"""files.list, files.read, files.write: files as values, values as files."""
