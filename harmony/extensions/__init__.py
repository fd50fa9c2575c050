"""The built-in extensions, one folder each, strangers to one another; the catalog loads them by name."""
