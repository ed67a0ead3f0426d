"""Corrections: what people add to the graph, correct in it and withdraw from it, in a folder of files they write.

::

    FOLDER/*.yaml, *.ttl ── yaml_files, turtle_files ──▶ changes: who, when, why, and the statement      (model)
                                                           │
    mapped articles, register, reference ── sifting ───────┤  withdrawn ones leave, and are told in the report
                                                           ▼
                                                        documents: each file is an article of its own, whose
                                                        graph holds what is added, with the lines that say so

A file of corrections is a source like others: it has a page, its statements have claims that quote it, and pass the
same gate. They win over what was read. Of two changes to one statement the later one holds.
"""

from kg.curated.folder import find, load, parse
from kg.curated.sifting import Corrections, Withdrawal

__all__ = ["Corrections", "Withdrawal", "find", "load", "parse"]
