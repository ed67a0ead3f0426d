"""Events: what happened, when, where, who took part in which role, and what it was about."""

from kg.facts import Event, Post
from kg.reading.attendance import announced, take_part_by_noun
from kg.reading.clauses import Clauses
from kg.reading.dates import Date
from kg.reading.document import Document
from kg.reading.merging import Node, merge
from kg.reading.participants import delegations, take_part
from kg.reading.parties import employers_sign, share
from kg.reading.reporting import Reporter
from kg.reading.rosters import call_rosters
from kg.reading.scenes import settle
from kg.reading.topics import complements, opened, said_topics, spoken_topics, started, topics
from kg.reading.tours import on_the_spot, stops
from kg.reading.writing import write


def read_events(document: Document, dates: list[Date], posts: list[Post]) -> list[Event]:
    """The events that the article reports, each once."""
    clauses = Clauses.of(document)
    reporter = Reporter(document, clauses, dates)
    nodes: list[Node] = merge(reporter.find(), document)
    take_part_by_noun(nodes, reporter)
    take_part(nodes, reporter)
    call_rosters(nodes, reporter)
    announced(nodes, reporter)
    delegations(nodes)
    share(nodes, document)
    employers_sign(nodes, document, posts)
    stops(nodes, reporter)
    on_the_spot(nodes)
    topics(nodes, reporter)
    said_topics(nodes, reporter)
    complements(nodes, reporter)
    started(nodes, reporter)
    opened(nodes, reporter)
    spoken_topics(nodes, reporter)
    settle(nodes, reporter, posts)
    return write(nodes, document)
