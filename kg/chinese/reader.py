"""The reader of Chinese: the list of its stages."""

from kg.chinese.bodies import find_bodies
from kg.chinese.dates import find_dates
from kg.chinese.document import Document
from kg.chinese.events import find_events
from kg.chinese.figures import find_figures
from kg.chinese.organisations import find_organisations
from kg.chinese.people import find_people
from kg.chinese.places import find_places
from kg.chinese.posts import find_posts
from kg.chinese.relations import find_relations
from kg.chinese.topics import find_topics
from kg.facts import Article, Entity, Reading


class ChineseReader:
    """Reads public-affairs articles in Chinese by grammar and tables; no network, no model."""

    name = "chinese/1"
    languages = ("zh",)

    def read(self, article: Article) -> Reading:
        """What ``article`` states, every fact with the passages that say so."""
        document = Document(article)
        find_places(document)
        find_people(document)
        find_organisations(document)
        find_bodies(document)
        posts = find_posts(document)
        find_topics(document)
        dates = find_dates(document)
        events = find_events(document, dates)
        return Reading(
            article=article,
            reader=self.name,
            entities=_entities(document),
            posts=tuple(posts),
            events=tuple(events),
            relations=tuple(find_relations(document, events)),
            statistics=tuple(find_figures(document, dates)),
        )


def _entities(document: Document) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            id=found.id,
            type=found.type,
            names=tuple(found.names),
            rebuilt=tuple(found.rebuilt),
            mentions=tuple(sorted(found.mentions)),
            jurisdiction=found.jurisdiction,
            confidence=found.confidence,
        )
        for found in document.entities.values()
        if found.mentions
    )
