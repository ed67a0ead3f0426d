"""What the register remembers of one reading."""

from kg.facts import Entity, EntityType, Reading
from kg.naming import distinctive, generic_body, governing, key
from kg.rdf import text
from kg.reference import find_place
from kg.register.facets import Facets, facets
from kg.register.implied import implied_body
from kg.register.keys import canonical, qualified_key
from kg.register.model import Node
from kg.register.signatures import signatures
from kg.register.store import Sightings, encode
from kg.register.syllables import spoken

#: How much a form counts for the label: printed and the node's own name; printed; only rebuilt.
OWN, PRINTED, REBUILT = 1_000_000, 1_000, 1


def see(sightings: Sightings, reading: Reading) -> None:
    """Remembers the entities of ``reading``, and the bodies that its posts "of" a place or park imply."""
    article, language = reading.article.id, reading.article.language or "en"
    sightings.forget(article)
    entities = {entity.id: entity for entity in reading.entities}
    places = frozenset(e.names[0] for e in reading.entities if e.type is EntityType.PLACE)
    plain = {id: canonical(entity, places) for id, entity in entities.items()}
    keys = {id: qualified_key(entity, plain, entities, article) for id, entity in entities.items()}
    found = facets(reading, keys)
    numbers = {}
    for entity in _steady(reading.entities):
        node = Node(entity.type, keys[entity.id], found.of.get(entity.id, ""))
        numbers[entity.id] = _remember(sightings, article, entity, node, language)
    implied = {body for post in reading.posts if (body := implied_body(post, entities))}
    for body in sorted(implied, key=lambda b: b.local):
        label = body.name(entities[body.of].names[0])
        node = Node(EntityType.GOVERNMENT, governing(plain[body.of], party=body.party, park=body.park))
        entity = Entity(id=body.local, type=node.type, names=(), rebuilt=(label,))
        _remember(sightings, article, entity, node, language)
    _context(sightings, reading, found, keys, numbers)
    sightings.touch(article)


def _steady(entities: tuple[Entity, ...]) -> list[Entity]:
    return sorted(entities, key=lambda entity: entity.id)


def _remember(sightings: Sightings, article: str, entity: Entity, node: Node, language: str) -> int:
    number = _number(sightings, node)
    form = _form(entity)
    own = key(form, node.type) == node.key
    weight = REBUILT if not entity.names else OWN if own else PRINTED
    sightings.db.execute(
        "INSERT OR REPLACE INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (article, entity.id, number, number, form, text(form, language).language or "en", weight, encode(entity.names),
         encode(entity.rebuilt) if entity.rebuilt else None),
    )  # fmt: skip
    for other in (*entity.names[1:], *entity.rebuilt):
        short = key(other, node.type)
        if node.type is EntityType.PLACE and find_place(form) and find_place(other):
            continue  # which place a bare name means is the reference data's to say
        if short != node.key and distinctive(other, node.type):
            sightings.db.execute(
                "INSERT INTO alias VALUES (?, ?, ?, ?, ?, ?)", (article, number, node.type, short, form, other)
            )
    return number


def _form(entity: Entity) -> str:
    """What ``entity`` is called outside its article: as it is printed, unless that names it by its level alone."""
    rebuilt = next(iter(entity.rebuilt), "")
    printed = next(iter(entity.names), rebuilt)
    alone = entity.type is EntityType.GOVERNMENT and generic_body(key(printed, entity.type))
    return rebuilt if alone and rebuilt else printed


def _number(sightings: Sightings, node: Node) -> int:
    block = spoken(node.key) if node.type is EntityType.PERSON else ""
    return sightings.id(node, block, signatures(node))


def _context(
    sightings: Sightings, reading: Reading, found: Facets, keys: dict[str, str], numbers: dict[str, int]
) -> None:
    """Posts, regions, and which persons of one name the article tells apart."""
    article, date = reading.article.id, (reading.article.date or "")[:10]
    sightings.db.executemany(
        "INSERT INTO post VALUES (?, ?, ?, ?, ?)",
        {(article, numbers[one.person], str(one.anchor), one.head, date) for one in found.held},
    )
    sightings.db.executemany("INSERT INTO region VALUES (?, ?)", ((article, code) for code in found.regions))
    posts = {one.person for one in found.held}
    same_name: dict[str, list[str]] = {}
    for entity in reading.entities:
        if entity.type is EntityType.PERSON and entity.id in posts:
            same_name.setdefault(keys[entity.id], []).append(entity.id)
    for locals_ in same_name.values():
        # Persons of one name in one article, each with posts of their own; without posts it is the reader who doubts.
        pairs = {tuple(sorted((numbers[a], numbers[b]))) for a in locals_ for b in locals_ if numbers[a] != numbers[b]}
        sightings.db.executemany("INSERT INTO apart VALUES (?, ?, ?)", ((article, *pair) for pair in sorted(pairs)))
