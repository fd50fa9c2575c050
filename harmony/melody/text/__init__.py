"""The text of a Melody file.

style.py   scalars as they are written: quoted only where needed
dump.py    values as lines, as a person would write them
spans.py   where every value of a piece of text stands
places.py  questions about lines and entries around a span
splice.py  one change in a piece of text, the rest untouched
whole.py   a block written whole, its comments on top
refine.py  changes as the smallest operations
chain.py   a dict in an order of its own
quick.py   places of cards, without a parser
blocks.py  a file as blocks: one for each node, input, place
"""
