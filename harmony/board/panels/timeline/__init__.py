"""The live Gantt chart: a row a node, a bar an attempt, queued and waiting told apart."""
