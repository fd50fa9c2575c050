"""What lasts: runs, their journals and their artifacts. The only SQL of the program.

database    the file: opening, connections; faults: what goes wrong with it; drive: where it may lie
upgrade     brings it to the present form (tables, upgrades/)
journal     one ordered log a run; writer: who commits when
runs        the list of runs; lease: who plays which
learnt      what was learnt of Players; uses: how artifacts fared; later: written behind a run's back
mailbox     events by name on their way to runs
artifacts   values as files; values: what both kinds of artifact store share
prune       forgets runs and artifacts
memory      twins in memory, for tests and benchmarks

SQLAlchemy is imported when a database is made or upgraded, not before.
"""

from harmony.store.artifacts import FileArtifacts
from harmony.store.database import Database
from harmony.store.journal import SqlJournal
from harmony.store.memory import MemoryArtifacts, MemoryJournal
from harmony.store.runs import RunRow, Runs

__all__ = ["Database", "FileArtifacts", "MemoryArtifacts", "MemoryJournal", "RunRow", "Runs", "SqlJournal"]
