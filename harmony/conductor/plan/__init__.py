"""Decides everything about a run, and does nothing: events in, commands out.

plan.py         Plan.handle(event) -> list[Command]
messages.py     what goes in; commands.py what comes out
core.py         what all parts share: state, questions, timers, queues; lanes.py slots, holdings.py what nodes hold,
                purse.py what may be spent, memory.py what is kept from before
table.py        a Melody or body as static tables; wire.py and region.py are their parts
state.py        State: a node in a scope; Scope: one playing of a body
wires.py        the end of a node carried along its wires; joins.py is the truth table; late.py what comes after
activation.py   from a join that has fired to a node at play; slots.py who is next; steps.py attempts
ends.py         how nodes and scopes end; scopes.py how scopes begin
recover.py      carries out policy.recovery; side.py, rebuild.py, undo.py calls on the side of a node
loops.py        back wires and late passes, region by region
replay.py       a node and what follows it, played again; past.py what is kept when a run is opened again
budget.py       what a budget covers; accounts.py what is reserved and settled
breakers.py     types that do not answer; branches.py the adaptive mode
players.py      Players for a capability; option.py what may be played in a node's stead; rates.py their limits
resources.py    what steps hold (pools.py how much there is); tokens.py what all runs of a machine share
uses.py         how what a node made fared before
decisions.py    every decision is an event
run.py          the run as a whole: begin, end, resume, answers; rules.py rules over artifacts
gates.py        where a debugger holds a run; branch.py what follows a node; one_node.py acts of a person on one
flow/           the flow nodes, one file each
picture.py      all of it as plain data
"""
