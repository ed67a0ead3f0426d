"""Queries that are meant to take a SPARQL service down, to fool it, or to reach what they must not reach."""

# ruff: noqa: S608 - SPARQL, and hostile on purpose

from collections.abc import Callable, Iterator

P = "<http://example.org/p0>"
ALL = "?s ?p ?o"


def _wrapped(opening: str, core: str, closing: str, times: int) -> str:
    return opening * times + core + closing * times


def _nested() -> Iterator[tuple[str, str]]:
    """Depth: each of these overflows some native stack when it is deep enough."""
    where: dict[str, tuple[str, str, str]] = {
        "EXISTS": ("FILTER EXISTS { ", ALL, " }"),
        "NOT EXISTS": ("FILTER NOT EXISTS { ", ALL, " }"),
        "braces": ("{ ", ALL, " }"),
        "subselects": ("{ SELECT * { ", ALL, " } }"),
        "OPTIONAL": ("OPTIONAL { ", ALL, " }"),
        "MINUS": (ALL + " MINUS { ", ALL, " }"),
        "GRAPH": ("GRAPH ?g { ", ALL, " }"),
        "UNION": ("{ " + ALL + " } UNION { ", ALL, " }"),
    }
    terms: dict[str, tuple[str, str, str]] = {
        "CONCAT": ("CONCAT('a', ", "'b'", ")"),
        "STR": ("STR(", "1", ")"),
        "IF": ("IF(true, ", "1", ", 2)"),
        "COALESCE": ("COALESCE(", "1", ")"),
        "parentheses": ("(", "1", ")"),
        "negation": ("!(", "true", ")"),
        "sums": ("(1 + ", "1", ")"),
        "IN": ("(1 IN (", "1", "))"),
        "SHA512": ("SHA512(", "'a'", ")"),
    }
    for times in (40, 99, 900, 3000):
        for name, (opening, core, closing) in where.items():
            yield f"{times} {name}", f"SELECT * {{ {_wrapped(opening, core, closing, times)} }}"
        for name, (opening, core, closing) in terms.items():
            yield f"{times} {name}", f"SELECT ({_wrapped(opening, core, closing, times)} AS ?x) {{}}"
    for times in (50, 99, 2000):
        yield f"{times} lists", f"SELECT * {{ ?s ?p {_wrapped('( ', '1', ' )', times)} }}"
        yield f"{times} blank nodes", f"SELECT * {{ {_wrapped('[ ?p ', '1', ' ]', times)} ?q ?r }}"
        yield f"{times} paths", f"SELECT * {{ ?s {_wrapped('(', P, ')*', times)} ?o }}"
        yield f"{times} optional paths", f"SELECT * {{ ?s {_wrapped('(', P, ')?', times)} ?o }}"
        yield f"{times} inverse paths", f"SELECT * {{ ?s {_wrapped('^(', P, ')', times)} ?o }}"


def _long() -> Iterator[tuple[str, str]]:
    """Length: parsers and planners that are worse than linear."""
    for times in (100, 2500):
        yield f"{times} unions", "SELECT * { " + "{ ?s ?p 1 } UNION " * times + "{ ?s ?p 2 } }"
        yield f"{times} disjunctions", "SELECT * { ?s ?p ?o FILTER(" + "?o = 1 || " * times + "?o = 2) }"
        yield f"{times} conjunctions", "SELECT * { ?s ?p ?o FILTER(" + "?o != 1 && " * times + "?o != 2) }"
        yield f"{times} variables", "SELECT * { " + " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(times)) + " }"
        yield f"{times} in a chain", "SELECT * { " + " ".join(f"?v{n} ?p{n} ?v{n + 1} ." for n in range(times)) + " }"
    yield "a long sum", "SELECT (" + "1+" * 8000 + "1 AS ?x) {}"
    yield "many signs", "SELECT (" + "- " * 5000 + "1 AS ?x) {}"
    yield "many nots", "SELECT (" + "!" * 5000 + "true AS ?x) {}"
    yield "a long path", "SELECT * { ?s " + f"{P}/" * 1000 + f"{P} ?o }}"
    yield "a long alternative", "SELECT * { ?s (" + f"{P}|" * 1000 + f"{P})* ?o }}"
    yield "a long list", "SELECT * { ?s ?p ( " + "1 " * 8000 + ") }"
    yield "a long IN", "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1," * 8000 + "1)) }"
    yield "many optionals", "SELECT * { ?s ?p ?o " + f"OPTIONAL {{ ?s {P} ?x }} " * 1200 + "}"
    yield "many binds", "SELECT * { " + " ".join(f"BIND({n} AS ?x{n})" for n in range(2500)) + " }"
    yield "many prefixes", "".join(f"PREFIX p{n}: <http://e/{n}>\n" for n in range(2000)) + "ASK {}"
    yield "a long IRI", f"ASK {{ <http://example.org/{'x' * 60_000}> ?p ?o }}"
    yield "a long text", f"ASK {{ ?s ?p '{'x' * 60_000}' }}"
    yield "a long comment", "ASK {} #" + "x" * 60_000
    yield "too long", "ASK {} #" + "x" * 500_000
    yield "long digits", f"SELECT (1{'0' * 60_000} + 1 AS ?x) {{}}"


def _products() -> Iterator[tuple[str, str]]:
    """Time and memory: everything with everything."""
    two = "?a ?b ?c . ?d ?e ?f"
    three = two + " . ?g ?h ?i"
    yield "product of two", f"SELECT * {{ {two} }}"
    yield "product of three", f"SELECT * {{ {three} }}"
    yield "counted product", f"SELECT (COUNT(*) AS ?n) {{ {three} }}"
    yield "counted distinct product", f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {two} }}"
    yield "distinct product", f"SELECT DISTINCT ?a ?d ?g {{ {three} }}"
    yield "sorted product", f"SELECT * {{ {two} }} ORDER BY ?c ?f ?a"
    yield "sorted by chance", f"SELECT * {{ {two} }} ORDER BY RAND()"
    yield "grouped product", f"SELECT ?c ?f (COUNT(*) AS ?n) {{ {two} }} GROUP BY ?c ?f"
    yield "constructed product", f"CONSTRUCT {{ ?a ?e ?i . ?d ?b ?i }} WHERE {{ {three} }}"
    yield "constructed nodes", f"CONSTRUCT {{ [] ?b ?f }} WHERE {{ {two} }}"
    yield "everything described", "DESCRIBE ?s ?o { ?s ?p ?o . ?x ?y ?z }"
    yield "a filter on a product", f"SELECT * {{ {three} FILTER(?c = ?f && ?f = ?i && STRLEN(STR(?a)) = 1) }}"
    yield "optional products", "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }"
    yield "exists over a product", f"ASK {{ ?x ?y ?z FILTER NOT EXISTS {{ {three} FILTER(?c = ?z && ?i = 'no') }} }}"
    yield "minus a product", f"SELECT * {{ ?a ?b ?c MINUS {{ {three} FILTER(?f = ?i) }} }}"
    yield "huge GROUP_CONCAT", f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {two} }}"
    yield "huge GROUP_CONCAT of distinct", f"SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?x) {{ {two} }}"
    yield (
        "GROUP_CONCAT twice",
        f"SELECT (GROUP_CONCAT(?x) AS ?y) {{ ?s ?p ?o {{ SELECT (GROUP_CONCAT(?c) AS ?x) {{ {two} }} }} }}",
    )
    yield "a far offset", f"SELECT * {{ {three} }} OFFSET 100000000000 LIMIT 1"
    yield "a huge limit", f"SELECT * {{ {two} }} LIMIT 9223372036854775807"
    yield "numbers too large", "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999"
    rows = " ".join(map(str, range(300)))
    yield (
        "VALUES product",
        f"SELECT (SUM(?a * ?b * ?c) AS ?n) {{ {' '.join(f'VALUES ?{v} {{ {rows} }}' for v in 'abcd')} }}",
    )
    yield "path bomb", "SELECT * { ?s (<a:a>|!<a:a>)* ?o . ?o (<a:a>|!<a:a>)* ?t }"
    yield "path bomb, both ways", "SELECT (COUNT(*) AS ?n) { ?s (<a:a>|!<a:a>|^<a:a>|!^<a:a>)* ?o }"
    yield "path bomb, stars of stars", "SELECT * { ?s (((<a:a>|!<a:a>)*/(<a:a>|!<a:a>)*)*)+ ?o }"
    yield "path bomb, optional steps", "SELECT * { ?s " + "/".join(["(<a:a>|!<a:a>)?"] * 30) + " ?o }"
    yield "zero-length paths", "SELECT (COUNT(*) AS ?n) { ?a <x:x>* ?b . ?c <x:x>* ?d . ?e <x:x>* ?f }"


def _texts() -> Iterator[tuple[str, str]]:
    """Values: memory by doubling, expressions that backtrack, numbers and dates at the edge."""

    def doubling(step: str) -> str:
        binds = " ".join(f"BIND({step.format(n)} AS ?x{n + 1})" for n in range(45))
        return f"SELECT (STRLEN(?x45) AS ?n) {{ BIND('aaaaaaaaaa' AS ?x0) {binds} }}"

    yield "doubling by CONCAT", doubling("CONCAT(?x{0}, ?x{0})")
    yield "doubling by REPLACE", doubling("REPLACE(?x{0}, 'a', 'aa')")
    yield "tripling by encoding", doubling("ENCODE_FOR_URI(CONCAT('%', ?x{0}))")
    for name, pattern in {
        "backtracking": "^(a+)+$", "alternation": "^(a|aa)+$", "repetitions": "(a{1000}){1000}", "empty": "",
        "look-behind": "(?<=a)b", "unfinished": "(((((", "flags": "(?i)(?s)(?x)a", "classes": "[\\\\p{L}]{500}",
    }.items():  # fmt: skip
        text = "a" * 5000 + "!"
        yield f"regular expression: {name}", f"SELECT (REGEX('{text}', '{pattern}') AS ?x) {{}}"
        yield f"replacement: {name}", f"SELECT (REPLACE('{text}', '{pattern}', '$0$0$0$9') AS ?x) {{}}"
    for name, expression in {
        "overflow": "9223372036854775807 + 1", "underflow": "-9223372036854775807 - 9",
        "multiplication": "9223372036854775807 * 9223372036854775807", "zero": "1 / 0", "zero of decimals": "1.0 / 0.0",
        "infinity": "1e308 * 1e308", "no number": "0e0 / 0e0", "abs": "ABS(-9223372036854775808)",
        "year": "YEAR('999999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>)",
        "month": "'2024-13-45'^^<http://www.w3.org/2001/XMLSchema#date>", "substring": "SUBSTR('abc', -9e18, 9e18)",
        "surrogate": "'\\uD800'", "nul": "STRLEN('\\u0000')", "last": "'\\U0010FFFF'", "beyond": "'\\U00110000'",
        "direction": "'\u202e\u2066txt\u2069'", "unknown": "<http://example.org/f>(1)", "casts": "xsd:integer('x')",
        "clock": "NOW() - NOW()", "identifiers": "UUID()", "language": "STRLANG('x', 'no such language at all')",
    }.items():  # fmt: skip
        yield f"value: {name}", f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ({expression} AS ?x) {{}}"
    yield (
        "a million nodes",
        "SELECT (BNODE() AS ?x) (UUID() AS ?y) (RAND() AS ?z) { ?a ?b ?c . ?d ?e ?f } LIMIT 1000000",
    )
    yield "a million hashes", "SELECT (SHA512(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f } LIMIT 1000000"


def _reaching() -> Iterator[tuple[str, str]]:
    """Other machines, files, and writing."""
    target = "http://127.0.0.1:9/x"
    for name, clause in {
        "plain": f"SERVICE <{target}>", "silent": f"SERVICE SILENT <{target}>", "glued": f"SERVICESILENT<{target}>",
        "lower": f"service<{target}>", "comment": f"SERVICE#\n<{target}>", "variable": "SERVICE ?s",
        "bound": f"BIND(<{target}> AS ?x) SERVICE ?x", "prefixed": "SERVICE e:q",
    }.items():  # fmt: skip
        yield f"SERVICE {name}", f"PREFIX e: <{target}/> SELECT * {{ {clause} {{ ?s ?p ?o }} }}"
    for name in ("http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "jar:file:/x!/y", "data:,x"):
        yield f"FROM {name}", f"SELECT * FROM <{name}> {{ ?s ?p ?o }}"
    for update in (
        "LOAD <file:///etc/passwd>", "CLEAR ALL", "DROP ALL", "INSERT DATA { <a:a> <a:a> <a:a> }",
        "DELETE WHERE { ?s ?p ?o }", "CREATE GRAPH <a:a>", "MOVE DEFAULT TO <a:a>",
    ):  # fmt: skip
        yield f"as a query: {update}", update
    yield "a nul", "ASK { ?s ?p '\x00' }"
    yield "controls", "ASK\x01{\x02?s\x03?p\x7f?o}"
    yield "only spaces", " \t\n" * 1000
    yield "not SPARQL", "'; DROP TABLE articles; --"
    yield "half a query", "SELECT * { ?s ?p"
    yield "a mark at the beginning", "\ufeffASK {}"


_GROUPS: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (_nested, _long, _products, _texts, _reaching)
QUERIES: dict[str, str] = {name: text for group in _GROUPS for name, text in group()}
