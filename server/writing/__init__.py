"""Writing to the served graph: who may (``access``), what requests ask (``desk``), and the process that does it.

A server process never evaluates an update itself. It starts a writer (``writer``) for each, which has no network, may
be killed at any moment, and either publishes a whole new generation or leaves everything as it was.
"""
