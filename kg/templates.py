"""Which fact becomes which triples: the one declarative place of the mapping layer."""

from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf import expand

#: A row is subject, predicate, object and, where it states something, ``!``: such a triple is written only with the
#: passages that say so, as a ``cg:Claim``. A row with a variable that has no value writes nothing.
TEMPLATES = {
    "article": """
        ?article a cg:Article
        ?article dcterms:identifier ?identifier
        ?article dcterms:title ?title
        ?article dcterms:issued ?issued
        ?article dcterms:publisher ?publisher
        ?article dcterms:source ?source
        ?article dcterms:language ?language
        ?article schema:articleBody ?body
        """,
    "reading": """
        ?reading a prov:Activity
        ?reading prov:used ?article
        ?reading prov:wasAssociatedWith ?reader
        ?reader a prov:SoftwareAgent
        ?reader rdfs:label ?name
        """,
    "entity": """
        ?entity a ?type
        ?entity skos:altLabel ?form
        ?article schema:mentions ?entity
        """,
    "jurisdiction": """
        ?body cg:jurisdiction ?place !
        """,
    "implied body": """
        ?body a cg:GovernmentBody
        ?body cg:jurisdiction ?place !
        """,
    "post": """
        ?membership a org:Membership
        ?membership rdfs:label ?label
        ?membership org:member ?person !
        ?membership org:organization ?body !
        ?membership org:role ?role !
        """,
    "role": """
        ?role a org:Role
        ?role skos:prefLabel ?label
        """,
    "event": """
        ?event a ?type
        ?event rdfs:label ?label
        """,
    "date": """
        ?event ?slot ?date !
        """,
    "argument": """
        ?event ?slot ?entity !
        """,
    "relation": """
        ?subject ?predicate ?object !
        """,
    "statistic": """
        ?statistic a cg:Statistic
        ?statistic rdfs:label ?label
        ?statistic schema:observationAbout ?about !
        ?statistic cg:measure ?measure !
        ?statistic schema:value ?value !
        ?statistic cg:unit ?unit !
        ?statistic schema:observationDate ?date !
        ?statistic cg:qualifier ?qualifier !
        """,
    "claim": """
        ?claim a cg:Claim
        ?claim rdf:subject ?subject
        ?claim rdf:predicate ?predicate
        ?claim rdf:object ?object
        ?claim prov:wasDerivedFrom ?passage
        ?claim prov:wasGeneratedBy ?reading
        ?claim cg:confidence ?confidence
        """,
    "passage": """
        ?passage a cg:Passage
        ?passage oa:start ?start
        ?passage oa:end ?end
        ?passage oa:exact ?exact
        ?passage dcterms:isPartOf ?article
        """,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One triple of a template."""

    subject: str
    """Name of a variable."""
    predicate: ox.NamedNode | str
    """A term, or the name of a variable."""
    value: ox.NamedNode | str
    """As ``predicate``."""
    claimed: bool
    iri: str
    """Of the predicate, where it is a term."""


def _rows(template: str) -> tuple[Row, ...]:
    rows = []
    for line in template.strip().splitlines():
        words = line.split()
        predicate, value = (word[1:] if word.startswith("?") else expand(word) for word in words[1:3])
        iri = "" if isinstance(predicate, str) else predicate.value
        rows.append(Row(words[0].removeprefix("?"), predicate, value, words[3:] == ["!"], iri))
    return tuple(rows)


ROWS = {name: _rows(template) for name, template in TEMPLATES.items()}
