"""What people add to a published graph: in graphs of their own, through the gate, kept across rebuilds.

``places`` says which graphs those are, ``operations`` takes a SPARQL Update apart, ``evaluation`` carries it out on a
store, ``changes`` remembers what has become of which statement, ``judging`` is the gate, ``publishing`` makes the next
generation of it, and ``carrying`` brings the graphs into a build.
"""
