"""The seeded mixes of queries that the endpoint's benchmark asks."""

import random

from kg.terms import PREFIXES

from .sparql_graph import World

PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("cg", "dcterms", "rdf", "schema", "skos", "xsd"))
JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"


def light(world: World, chance: random.Random) -> tuple[str, str]:
    """Lookups, entity page, joins, ASK, CONSTRUCT."""
    person, firm = world.pick("Person", chance), world.pick("Enterprise", chance)
    article = world.iris.article(f"a{chance.randrange(world.articles)}")
    return chance.choice(
        [
            (JSON, f"SELECT ?label {{ {person} skos:prefLabel ?label }}"),
            (JSON, f"SELECT ?title ?date {{ <{article}> dcterms:title ?title ; dcterms:issued ?date }}"),
            (JSON, f"SELECT ?p ?o {{ {firm} ?p ?o }} LIMIT 100"),
            (
                JSON,
                f"SELECT ?event ?date {{ ?event cg:leader {person} ; schema:startDate ?date }} ORDER BY ?date LIMIT 20",
            ),
            (
                JSON,
                f"SELECT ?event ?place {{ ?event cg:visited {firm} ; schema:location ?l . ?l skos:prefLabel ?place }} "
                "LIMIT 20",
            ),
            (JSON, f"ASK {{ ?e cg:leader {person} ; cg:visited {firm} }}"),
            (NTRIPLES, f"CONSTRUCT {{ {firm} ?p ?o }} WHERE {{ {firm} ?p ?o }}"),
            (JSON, f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{article}-e0> ?p ?o }} }}"),
        ]
    )


def heavy(world: World, chance: random.Random) -> tuple[str, str]:
    """Grouping, top-k, date range, text, paths, OPTIONAL, who met whom."""
    person, park = world.pick("Person", chance), world.pick("Park", chance)
    place = world.entity("Place", chance.randrange(50) % world.entities["Place"])
    year = chance.randrange(2015, 2025)
    word = chance.choice(["solar", "ocean", "steel"])
    return JSON, chance.choice(
        [
            f"SELECT ?type (COUNT(?e) AS ?n) {{ ?e a ?type ; cg:leader {person} }} GROUP BY ?type ORDER BY ?type",
            f"SELECT ?other (COUNT(*) AS ?n) {{ ?e cg:leader {person} ; cg:attendee ?other }} GROUP BY ?other "
            "ORDER BY DESC(?n) ?other LIMIT 10",
            f"SELECT ?e ?d {{ ?e cg:leader {person} ; schema:startDate ?d "
            f'FILTER(?d >= "{year}-01-01"^^xsd:date && ?d < "{year + 1}-01-01"^^xsd:date) }}',
            f'SELECT ?x ?label {{ ?x a cg:Park ; skos:prefLabel ?label FILTER(CONTAINS(LCASE(?label), "{word}")) }} '
            "ORDER BY ?x LIMIT 20",
            f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x cg:locatedIn+ {place} . ?x a cg:Park }}",
            f"SELECT ?firm ?label ?in {{ ?firm cg:operatesIn {park} . OPTIONAL {{ ?firm skos:prefLabel ?label }} "
            "OPTIONAL { ?firm cg:locatedIn ?in } } ORDER BY ?firm LIMIT 50",
        ]
    )


def queries(world: World, mix: str, number: int) -> list[tuple[str, str]]:
    """The queries of a mix: media type to ask for, text."""
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    return [(heavy if mix == "full" and chance.random() < 0.3 else light)(world, chance) for _ in range(number)]
