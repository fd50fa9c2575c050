"""data.set: a value made from an expression."""
