"""http.request: calls an address."""
