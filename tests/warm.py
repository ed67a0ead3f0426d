"""Imported where builds are started from: loads model, shapes and tables once, but opens no store (its threads would
not survive a fork)."""

from pathlib import Path

from kg import entailment, gate
from kg.mapping import Mapper
from kg.readers import load_reader
from kg.register import Register
from kg.search.fields import schema
from kg.settings import Settings
from kg.sources.reading import read_one
from kg.terms import Iris

settings = Settings()
iris = Iris(settings.base)
seed = next((Path(__file__).resolve().parent.parent / "seeds").glob("000*"))
article, _ = read_one(seed, settings)
reading = load_reader(settings).read(article)
register = Register(iris)
register.see(reading)
triples = gate.check(Mapper(register.resolve(), iris).map(reading)).kept
entailment.entail(triples)
schema()
