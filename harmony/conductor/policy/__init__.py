"""The rules that a person may want to read; pure, each returns its choice and its reasons.

decision.py     Decision(choice, factors, rationale)
recovery.py     what to do when a step has failed; backoff.py how long to wait and what to vary
quality.py      what becomes of an output below its gate
mode.py         how much is open at once
"""
