"""code.scan: what Python sources are made of."""
