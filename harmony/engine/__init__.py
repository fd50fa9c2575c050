"""A process that owns an `App`, and the client through which the board talks to it.

protocol   frames, addresses, the key: what both sides agree on
methods    what may be asked of an engine, one function a method
outbox     events for one subscriber: batched a tick, bounded, coalesced
server     accepts connections and serves them beside the app's loop
client     starts an engine or attaches to one; thread-safe, knows neither asyncio nor Qt
"""
