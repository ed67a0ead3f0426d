"""A small graph of invented people and places, built to the public contract without any stage of the reader.

``small(base)`` gives its quads: a named graph an article, register, reference, ontology and entailed graphs, and all
of it merged in the default graph, as a published generation has it. One article is hostile: markup, quotes, text that
runs right to left, emoji.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.terms import CG, DCTERMS, OA, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, Iris
from kg.terms import ORG as ORG_NS

Term = ox.NamedNode | ox.Literal

HOSTILE = '<script>alert("x")</script> & "O\'Brien" \u202eعمدة المدينة\u202c 😀'
NAMES = (ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel"))


def name(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def date(value: str) -> ox.Literal:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return ox.Literal(value, datatype=name(XSD + kind))


@dataclass
class Builder:
    """Collects quads; ``claim`` finds the quote in the article's body, so that no offset is written by hand."""

    iris: Iris
    quads: list[ox.Quad] = field(default_factory=list)
    body: str = ""
    article: str = ""

    def add(self, graph: str, subject: str, predicate: str, value: Term) -> None:
        self.quads.append(ox.Quad(name(subject), name(predicate), value, name(graph)))

    def thing(self, kind: str, cls: str, slug: str, en: str, zh: str | None = None, *also: str) -> str:
        """An entity in the register's graph with its preferred labels and other names."""
        iri = self.iris.thing(kind, slug)
        register = self.iris.graph("register")
        self.add(register, iri, RDF + "type", name(cls if ":" in cls else CG + cls))
        self.add(register, iri, SKOS + "prefLabel", ox.Literal(en, language="en"))
        if zh:
            self.add(register, iri, SKOS + "prefLabel", ox.Literal(zh, language="zh"))
        for other in also:
            self.add(register, iri, SKOS + "altLabel", ox.Literal(other, language="en"))
        return iri

    def begin(self, identifier: str, title: str, issued: str, body: str, publisher: str = "Testport Daily") -> str:
        self.body, self.article = body, self.iris.article(identifier)
        a = self.article
        for predicate, value in (
            (RDF + "type", name(CG + "Article")),
            (DCTERMS + "identifier", ox.Literal(identifier)),
            (DCTERMS + "title", ox.Literal(title, language="en")),
            (DCTERMS + "issued", date(issued)),
            (DCTERMS + "publisher", ox.Literal(publisher)),
            (DCTERMS + "source", ox.Literal(f"https://news.example/{identifier}.html")),
            (DCTERMS + "language", ox.Literal("en")),
            (SCHEMA + "articleBody", ox.Literal(body)),
        ):
            self.add(a, a, predicate, value)
        return a

    def claim(self, subject: str, predicate: str, value: Term, quote: str, confidence: str = "0.9") -> None:
        """State a triple in the current article's graph with a claim whose passage is ``quote``."""
        start = self.body.index(quote)
        passage = self.iris.passage(self.article, start, start + len(quote))
        key = hashlib.sha256(f"{self.article} {subject} {predicate} {value} {start}".encode()).hexdigest()[:16]
        claim, a = self.iris.thing("claim", key), self.article
        self.add(a, subject, predicate, value)
        self.add(a, claim, RDF + "type", name(CG + "Claim"))
        self.add(a, claim, RDF + "subject", name(subject))
        self.add(a, claim, RDF + "predicate", name(predicate))
        self.add(a, claim, RDF + "object", value)
        self.add(a, claim, PROV + "wasDerivedFrom", name(passage))
        self.add(a, claim, CG + "confidence", ox.Literal(confidence, datatype=name(XSD + "decimal")))
        self.add(a, passage, RDF + "type", name(CG + "Passage"))
        self.add(a, passage, OA + "start", ox.Literal(start))
        self.add(a, passage, OA + "end", ox.Literal(start + len(quote)))
        self.add(a, passage, OA + "exact", ox.Literal(quote))
        self.add(a, passage, DCTERMS + "isPartOf", name(a))

    def mention(self, *entities: str) -> None:
        """The current article mentions ``entities``, by those of their names that stand in its text."""
        for entity in entities:
            self.add(self.article, self.article, SCHEMA + "mentions", name(entity))
            called = [q.object for q in self.quads if q.subject == name(entity) and q.predicate in NAMES]
            for form in {o.value for o in called if isinstance(o, ox.Literal) and o.value in self.body}:
                self.add(self.article, entity, SKOS + "altLabel", ox.Literal(form, language="en"))

    def event(self, slug: str, cls: str, label: str) -> str:
        iri = self.iris.thing("event", slug)
        self.add(self.article, iri, RDF + "type", name(CG + cls))
        self.add(self.article, iri, SKOS + "prefLabel", ox.Literal(label, language="en"))
        return iri

    def post(self, slug: str, person: str, role: str, body: str, quote: str) -> str:
        iri = self.iris.thing("membership", slug)
        self.add(self.article, iri, RDF + "type", name(ORG_NS + "Membership"))
        for predicate, value in (("member", person), ("role", role), ("organization", body)):
            self.claim(iri, ORG_NS + predicate, name(value), quote)
        return iri

    def figure(self, slug: str, about: str, measure: str, value: str, unit: str, quote: str) -> str:
        iri = self.iris.thing("statistic", slug)
        self.add(self.article, iri, RDF + "type", name(CG + "Statistic"))
        self.claim(iri, SCHEMA + "observationAbout", name(about), quote)
        self.claim(iri, CG + "measure", ox.Literal(measure, language="en"), quote)
        self.claim(iri, SCHEMA + "value", ox.Literal(value, datatype=name(XSD + "decimal")), quote)
        self.claim(iri, CG + "unit", ox.Literal(unit), quote)
        return iri

    def merged(self) -> Iterator[ox.Quad]:
        """All quads, and each triple once more in the default graph."""
        yield from self.quads
        yield from {ox.Quad(q.subject, q.predicate, q.object) for q in self.quads}


VISIT_BODY = (
    "Rosa Delacroix visits Brightwater Robotics\n"
    "Rosa Delacroix, mayor of Testport, visited Brightwater Robotics in Lantern Hill Park on March 4, 2024. "
    "Otto Lindqvist, secretary of the park's committee, accompanied her. "
    "Brightwater Robotics, which focuses on industrial robots, will build the Tidal Works project in Lantern Hill Park."
    " "
    "The project has a total investment of 3.2 billion yuan. "
    "Anyone who quotes “Brightwater” should know that Lantern Hill Park lies in Testport."
)
SIGNING_BODY = (
    "Testport signs with Kestrel Energy\n"
    "On April 18, 2024, Rosa Delacroix, mayor of Testport, attended the signing ceremony of the Tidal Works project. "
    "Brightwater Robotics and Kestrel Energy signed a cooperation agreement. Otto Lindqvist spoke."
)


def ontology(b: Builder) -> None:
    graph = b.iris.graph("ontology")
    classes = {
        "Person": ("person", "人物"), "Enterprise": ("enterprise", "企业"),
        "GovernmentBody": ("government body", "政府机构"),
        "Institution": ("institution", "机构"), "Park": ("park", "园区"), "Facility": ("facility", "设施"),
        "Place": ("place", "地点"), "Project": ("project", "项目"), "Industry": ("industry", "产业"),
        "Visit": ("visit", "考察"), "Signing": ("signing", "签约"), "Meeting": ("meeting", "会见"),
        "Conference": ("conference", "会议"), "Ceremony": ("ceremony", "仪式"), "Event": ("event", "事件"),
        "Article": ("article", "文章"), "Statistic": ("statistic", "统计数据"), "Claim": ("claim", "陈述"),
    }  # fmt: skip
    for local, (en, zh) in classes.items():
        b.add(graph, CG + local, RDF + "type", name(OWL + "Class"))
        b.add(graph, CG + local, RDFS + "label", ox.Literal(en, language="en"))
        b.add(graph, CG + local, RDFS + "label", ox.Literal(zh, language="zh"))
        b.add(graph, CG + local, SKOS + "definition", ox.Literal(f"What counts as {en}.", language="en"))
        if local in ("Visit", "Signing", "Meeting", "Conference", "Ceremony"):
            b.add(graph, CG + local, RDFS + "subClassOf", name(CG + "Event"))
    properties = {
        "locatedIn": "located in", "partOf": "part of", "operatesIn": "operates in", "focusesOn": "focuses on",
        "develops": "develops", "cooperatesWith": "cooperates with", "leader": "leader", "attendee": "attendee",
        "speaker": "speaker", "signatory": "signatory", "visited": "visited", "about": "about",
        "jurisdiction": "jurisdiction", "participant": "participant",
    }  # fmt: skip
    for local, en in properties.items():
        b.add(graph, CG + local, RDF + "type", name(OWL + "ObjectProperty"))
        b.add(graph, CG + local, RDFS + "label", ox.Literal(en, language="en"))
        if local == "cooperatesWith":
            b.add(graph, CG + local, RDF + "type", name(OWL + "SymmetricProperty"))
        if local in ("leader", "attendee", "speaker", "signatory"):
            b.add(graph, CG + local, RDFS + "subPropertyOf", name(CG + "participant"))


def small(base: str) -> list[ox.Quad]:  # noqa: PLR0915 - a list of what it holds
    """The whole small graph with IRIs under ``base``."""
    b = Builder(Iris(base))
    ontology(b)
    testport = b.thing("place", "Place", "testport", "Testport", "测港市", "Testport City")
    province = b.thing("place", "Place", "inventia", "Inventia Province", "虚构省")
    b.add(b.iris.graph("reference"), testport, CG + "locatedIn", name(province))
    for axis, degrees in (("latitude", "36.1"), ("longitude", "120.4")):
        b.add(b.iris.graph("reference"), testport, CG + axis, ox.Literal(degrees, datatype=name(XSD + "decimal")))
    rosa = b.thing("person", "Person", "rosa-delacroix", "Rosa Delacroix", "罗莎", "Ms. Delacroix")
    plain = b.iris.thing("person", "jan-novak")  # two have the name: nobody's own IRI leads to both
    for slug in ("jan-novak-testport", "jan-novak-inventia"):
        bearer = b.thing("person", "Person", slug, "Jan Novak")
        b.add(b.iris.graph("register"), plain, RDFS + "seeAlso", name(bearer))
    merged = b.iris.thing("person", "r-delacroix")  # who-is-who found the two to be one
    b.add(b.iris.graph("register"), merged, DCTERMS + "isReplacedBy", name(rosa))
    otto = b.thing("person", "Person", "otto-lindqvist", "Otto Lindqvist")
    bright = b.thing(
        "enterprise", "Enterprise", "brightwater-robotics", "Brightwater Robotics", "亮水机器人", "Brightwater"
    )
    kestrel = b.thing("enterprise", "Enterprise", "kestrel-energy", "Kestrel Energy")
    park = b.thing("park", "Park", "lantern-hill-park", "Lantern Hill Park", "灯山园区")
    works = b.thing("project", "Project", "tidal-works", "Tidal Works project")
    robots = b.thing("industry", "Industry", "industrial-robots", "industrial robots", "工业机器人")
    city = b.thing(
        "government", "GovernmentBody", "testport-government", "Testport Municipal Government", "测港市人民政府"
    )
    committee = b.thing("government", "GovernmentBody", "lantern-hill-committee", "Lantern Hill Park Committee")
    mayor = b.thing("role", ORG_NS + "Role", "mayor", "mayor", "市长")
    secretary = b.thing("role", ORG_NS + "Role", "secretary", "secretary", "书记")
    chair = "https://w3id.org/civigraph/role/chair"  # as roles are that come with the ontology
    for predicate, value in (
        (RDF + "type", name(ORG_NS + "Role")),
        (RDF + "type", name(SKOS + "Concept")),
        (SKOS + "prefLabel", ox.Literal("chair", language="en")),
        (SKOS + "broader", name("https://w3id.org/civigraph/role/head")),
    ):
        b.add(b.iris.graph("roles"), chair, predicate, value)
    b.add(b.iris.graph("register"), city, CG + "jurisdiction", name(testport))
    b.add(b.iris.graph("register"), committee, CG + "jurisdiction", name(park))
    entailed = b.iris.graph("entailed")

    b.begin("visit-1", "Rosa Delacroix visits Brightwater Robotics", "2024-03-05", VISIT_BODY)
    b.mention(rosa, otto, bright, park, works, robots, testport)
    who = "Rosa Delacroix, mayor of Testport"
    went = who + ", visited Brightwater Robotics in Lantern Hill Park on March 4, 2024."
    b.post("rosa-mayor", rosa, mayor, city, who)
    b.post("otto-secretary", otto, secretary, committee, "Otto Lindqvist, secretary of the park's committee")
    visit = b.event("visit-1-1", "Visit", "Visit to Brightwater Robotics")
    b.claim(visit, CG + "leader", name(rosa), went)
    b.claim(visit, CG + "visited", name(bright), went, "0.95")
    b.claim(visit, SCHEMA + "location", name(park), went)
    b.claim(visit, SCHEMA + "startDate", date("2024-03-04"), "March 4, 2024", "0.99")
    b.claim(visit, CG + "attendee", name(otto), "accompanied her", "0.7")
    for person in (rosa, otto):
        b.add(entailed, visit, CG + "participant", name(person))
    b.claim(bright, CG + "focusesOn", name(robots), "Brightwater Robotics, which focuses on industrial robots")
    builds = "Brightwater Robotics, which focuses on industrial robots, will build the Tidal Works project"
    b.claim(bright, CG + "develops", name(works), builds)
    b.claim(works, CG + "locatedIn", name(park), "the Tidal Works project in Lantern Hill Park", "0.85")
    b.claim(park, CG + "locatedIn", name(testport), "Lantern Hill Park lies in Testport")
    b.claim(bright, CG + "locatedIn", name(park), "Brightwater Robotics in Lantern Hill Park")
    b.add(entailed, works, CG + "locatedIn", name(testport))
    b.add(entailed, park, CG + "locatedIn", name(province))
    b.figure("works-investment", works, "total investment", "3200000000", "CNY", "total investment of 3.2 billion yuan")

    b.begin("signing-1", "Testport signs with Kestrel Energy", "2024-04-19", SIGNING_BODY)
    b.mention(rosa, otto, bright, kestrel, works, testport)
    b.post("rosa-mayor", rosa, mayor, city, who)
    signing = b.event("signing-1-1", "Signing", "Signing ceremony of the Tidal Works project")
    b.claim(signing, CG + "attendee", name(rosa), who + ", attended the signing ceremony")
    b.claim(signing, CG + "speaker", name(otto), "Otto Lindqvist spoke")
    b.claim(signing, CG + "about", name(works), "signing ceremony of the Tidal Works project")
    b.claim(signing, SCHEMA + "startDate", date("2024-04-18"), "April 18, 2024")
    for company in (bright, kestrel):
        b.claim(signing, CG + "signatory", name(company), "Brightwater Robotics and Kestrel Energy signed")
    b.claim(
        bright, CG + "cooperatesWith", name(kestrel), "Brightwater Robotics and Kestrel Energy signed a cooperation"
    )
    b.add(entailed, kestrel, CG + "cooperatesWith", name(bright))

    novak = "Jan Novak, secretary of Testport"
    b.begin(
        "novak-1", "A secretary speaks", "2024-04-25", f"{novak}, opened the 2nd Tidal Energy Forum on April 24, 2024."
    )
    one = b.iris.thing("person", "jan-novak-testport")
    b.mention(one)
    b.post("novak-secretary", one, secretary, city, novak)
    for turn, day in (("1st", "2023-04-24"), ("2nd", "2024-04-24")):
        forum = b.event(f"forum-{turn}", "Conference", f"{turn} Tidal Energy Forum")
        b.claim(forum, CG + "speaker", name(one), novak)
        b.claim(forum, SCHEMA + "startDate", date(day), "April 24, 2024")

    b.mention(b.thing("institution", "Institution", "barely-named", "Barely Named Institute"))

    hostile = b.thing("enterprise", "Enterprise", "hostile", f"Hostile {HOSTILE}", None, "'; DROP --")
    b.begin("hostile-1", f"Title {HOSTILE}", "2024-05-01", f"Body {HOSTILE}\n</article><b>bold</b> says so.")
    b.mention(hostile)
    b.claim(hostile, CG + "locatedIn", name(testport), f"{HOSTILE}\n</article><b>bold</b>")
    return list(b.merged())


def store(quads: Iterable[ox.Quad]) -> ox.Store:
    """An in-memory store of ``quads``."""
    made = ox.Store()
    made.bulk_extend(quads)
    return made
