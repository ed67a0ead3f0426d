"""Query workers: the pool that a server process keeps, and the processes in it."""
