"""Training: makes the tables of weights that stages of the reader decide by, from annotated articles.

A *task* (:mod:`kg.training.tasks`) runs the reader up to its stage, asks it for its candidates and looks up in the gold
which of them are right: *examples* (:mod:`kg.training.examples`). From these :mod:`kg.training.fitting` makes one small
logistic regression for each kind of decision, and :mod:`kg.training.crossing` says what it is worth on articles that it
has not seen.
"""
