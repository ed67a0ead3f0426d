"""What the model said of the parts of one article, as facts: quotes become passages, and things named twice are one."""

from decimal import Decimal
from typing import Final

from kg.facts import (
    Argument,
    Article,
    Entity,
    EntityType,
    Event,
    Passage,
    Post,
    Reading,
    Rejected,
    Relation,
    Slot,
    Statistic,
)
from kg.llm.answers import Figure, Filled, Happened, HeldPost, NamedThing, Related, Stated
from kg.llm.quotes import Quotes
from kg.naming import key

#: Confidence of every fact: what a model says of its own certainty has not been calibrated.
CONFIDENCE: Final = 0.8


class Gathered:
    """Facts of one article, part after part."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._quotes = Quotes(article.body)
        self._things: dict[str, Entity] = {}
        self._by_name: dict[tuple[EntityType, str], str] = {}
        self._posts: list[Post] = []
        self._events: list[Event] = []
        self._relations: list[Relation] = []
        self._statistics: list[Statistic] = []
        self._dropped: list[Rejected] = []

    def names(self, most: int) -> list[str]:
        """Names of what was found so far, the last ``most``."""
        return [f"{e.names[0]} ({e.type})" for e in self._things.values() if e.names][-most:]

    def reading(self, reader: str) -> Reading:
        """All of it as one reading."""
        return Reading(
            article=self._article, reader=reader, entities=tuple(self._things.values()), posts=tuple(self._posts),
            events=tuple(self._events), relations=tuple(dict.fromkeys(self._relations)),
            statistics=tuple(self._statistics), rejected=tuple(self._dropped),
        )  # fmt: skip

    def add(self, stated: Stated, part: Passage) -> None:
        """Adds what the model says that ``part`` of the body states."""
        ids = {thing.id: self._thing(thing) for thing in stated.entities}
        for thing in stated.entities:
            self._govern(ids, thing)
        for post in stated.posts:
            self._post(post, ids, part)
        for event in stated.events:
            self._event(event, ids, part)
        for relation in stated.relations:
            self._relation(relation, ids, part)
        for figure in stated.statistics:
            self._figure(figure, ids, part)

    def _thing(self, said: NamedThing) -> str:
        """The id of the entity, found before under one of its names or new."""
        names = [name.strip() for name in said.names if name.strip()]
        keys = [(said.type, key(name, said.type)) for name in names]
        id = next((self._by_name[k] for k in keys if k in self._by_name), f"e{len(self._things) + 1}")
        known = self._things.get(id, Entity(id=id, type=said.type, names=()))
        forms = tuple(dict.fromkeys((*known.names, *names)))
        mentions = sorted({*known.mentions, *(p for name in names for p in self._quotes.mentions(name))})
        self._things[id] = Entity(
            id=id, type=said.type, names=forms, mentions=tuple(mentions), jurisdiction=known.jurisdiction,
            confidence=CONFIDENCE,
        )  # fmt: skip
        self._by_name.update(dict.fromkeys(keys, id))
        return id

    def _govern(self, ids: dict[str, str], said: NamedThing) -> None:
        known = self._things[ids[said.id]]
        if said.jurisdiction is not None and known.jurisdiction is None:
            self._things[known.id] = Entity(
                id=known.id, type=known.type, names=known.names, mentions=known.mentions,
                jurisdiction=_id(ids, said.jurisdiction), confidence=known.confidence,
            )  # fmt: skip

    def _words(self, quote: str, part: Passage, what: str) -> tuple[Passage, ...] | None:
        """Where ``quote`` stands; where it does not, the fact is noted as dropped."""
        if (found := self._quotes.find(quote, part)) is not None:
            return (found,)
        short = quote if len(quote) <= 80 else quote[:77] + "..."
        self._dropped.append(Rejected(what=what, reason=f"the words {short!r} do not stand in the article"))
        return None

    def _post(self, said: HeldPost, ids: dict[str, str], part: Passage) -> None:
        if passages := self._words(said.quote, part, f"{said.person}: {said.role}"):
            of = None if said.of is None else _id(ids, said.of)
            self._posts.append(
                Post(
                    person=_id(ids, said.person), role=said.role.strip(), of=of,
                    printed=said.printed.strip() or said.role, passages=passages, confidence=CONFIDENCE,
                )
            )  # fmt: skip

    def _event(self, said: Happened, ids: dict[str, str], part: Passage) -> None:
        if passages := self._words(said.quote, part, f"{said.type} {said.label}"):
            arguments = (self._argument(one, said, ids, part) for one in said.arguments)
            self._events.append(
                Event(
                    id=f"v{len(self._events) + 1}", type=said.type, label=" ".join(said.label.split()) or said.type,
                    passages=passages, arguments=tuple(one for one in arguments if one), confidence=CONFIDENCE,
                )
            )  # fmt: skip

    def _argument(self, said: Filled, event: Happened, ids: dict[str, str], part: Passage) -> Argument | None:
        what = f"{event.type} {event.label}: {said.slot} {said.value}"
        passages = self._words(said.quote, part, what)
        if passages is None:
            return None
        value = said.value if said.slot in (Slot.START, Slot.END) else _id(ids, said.value)
        return Argument(slot=said.slot, value=value, passages=passages, confidence=CONFIDENCE)

    def _relation(self, said: Related, ids: dict[str, str], part: Passage) -> None:
        subject, value = _id(ids, said.subject), _id(ids, said.object)
        if passages := self._words(said.quote, part, f"{said.subject} {said.predicate} {said.object}"):
            self._relations.append(
                Relation(
                    subject=subject, predicate=said.predicate, object=value, passages=passages, confidence=CONFIDENCE
                )
            )

    def _figure(self, said: Figure, ids: dict[str, str], part: Passage) -> None:
        if passages := self._words(said.quote, part, f"{said.measure} {said.value:g} {said.unit}"):
            value = Decimal(int(said.value)) if said.value.is_integer() else Decimal(repr(said.value))
            self._statistics.append(
                Statistic(
                    about=None if said.about is None else _id(ids, said.about),
                    measure=" ".join(said.measure.split()), value=value, unit=said.unit.strip(), passages=passages,
                    date=said.date, qualifier=said.qualifier or None, confidence=CONFIDENCE,
                )
            )  # fmt: skip


def _id(ids: dict[str, str], said: str) -> str:
    """The article's id of the part's entity ``said``; one that is none of it, which the evidence check refuses."""
    return ids.get(said, f"?{said}")
