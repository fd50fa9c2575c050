"""The rules that a person may want to read; pure, each returns its choice and its reasons.

decision.py     Decision(choice, factors, rationale)
recovery.py     what to do when a step has failed; backoff.py how long to wait and what to vary
quality.py      what becomes of an output below its gate
budget.py       whether a step may start when money, tokens or time are bounded
breaker.py      when a node type that does not answer is left alone
reuse.py        when an earlier result may stand for a step
mode.py         how much is open at once; order.py who goes first; share.py what a run has beside others
"""
