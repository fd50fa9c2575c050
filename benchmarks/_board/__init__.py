"""What `benchmarks/board.py` is made of.

`graphs` makes Melodies, `frames` measures frames and prints rows, `bench` has the hands on one canvas, `window` drives
the real window with a real engine, `peer` is NodeGraphQt.
"""
