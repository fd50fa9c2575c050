"""What can be proved of a Melody before it is played; nothing here keeps it from being played.

A warning is said whenever a Melody is checked; a note (advice, nothing is wrong) only when a
proof is asked for. Each claim is on the safe side: what cannot be told is not said.

constants    conditions whose answer is known, and comparisons that cover one another
paths        which nodes and ports can ever deliver, and what must have been chosen for that
reach        nodes and cases that are never played
joins        joins that can never be satisfied, or fire with nothing
guards       loops that nothing ends
conflicts    several writers on one port or file
effects      steps that write, are not idempotent, and are tried again
fallbacks    essential steps with nothing to fall back on
worst        how often each node is attempted at most, and what that costs
excess       worst cases that are out of proportion, or above the budget
"""
