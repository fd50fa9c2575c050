"""python.code: a step written in Python, right in the Melody."""
