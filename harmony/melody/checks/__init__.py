"""The checks, by topic; `harmony.melody.check` is their door.

part      what the checks know of one Melody or body, and how they report
wiring    wires: nodes and ports that are not there, types that do not fit, missing inputs
loops     cycles, back wires, and the regions that they run again
params    parameters against the node type's JSON Schema
schemas   the JSON Schema subset
words     expressions: syntax and scope; secrets
policy    join, merge, quality, fallback and the other rules of a node
flow      what the flow nodes need: cases, bodies, files
proof     what can be proved beyond that: warnings and notes
top       inputs, outputs, rules, secrets and layout of the document
"""
