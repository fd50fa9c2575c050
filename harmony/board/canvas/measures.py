"""Sizes of what is drawn on the canvas, in scene units, and where ports sit on a card.

One grid of 20: every card begins on it and every height is a multiple of it, so that wires
between neighbours run straight. Knows nothing of Qt.
"""

from __future__ import annotations

GRID = 20
NODE_WIDTH = 200
HEADER = 40
ROW = 20
FOOTER = 20
CORNER = 10
FIRST_PORT = HEADER + ROW // 2
PORT = 10
PORT_REACH = 12
WIRE = 2
WIRE_REACH = 11
DOT = 4.5
"""Radius of a point that a wire is led through."""
DOT_REACH = 10

CARD_WIDTH = 160
CARD_HEIGHT = 40

COLUMN_GAP = 100
ROW_GAP = 40

FAR_BELOW = 0.35
ZOOM_MIN, ZOOM_MAX = 0.05, 4.0

MARGIN = 14
"""What a card's picture holds around the body: shadow and halo."""

SCENE_REACH = 1_000_000
"""The canvas goes this far from the origin in every direction."""


def node_height(inputs: int, outputs: int) -> int:
    """Height of a node with so many ports on either side."""
    return HEADER + ROW * max(inputs, outputs, 1) + FOOTER


def port_y(row: int) -> int:
    """Centre of a port row below the top of its node; row -1 is the header (`after`)."""
    return FIRST_PORT + ROW * row if row >= 0 else HEADER // 2


def snap(value: float) -> int:
    """The nearest grid line; halves go up, so that dragging feels the same in every quadrant."""
    return int((value + GRID / 2) // GRID) * GRID
