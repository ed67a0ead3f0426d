"""Names as annotated: gives a document the entities of its gold that the names stage missed.

What a later stage learns must not depend on which names an earlier one happens to find today.
"""

import re

from kg.evaluation import matching
from kg.evaluation.gold import Gold, GoldEntity
from kg.facts import Reading
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.reader import entities


def complete(document: Document, gold: Gold) -> None:
    """Corrects the types of ``document``'s entities by ``gold``, adds those it lacks, drops what is none."""
    pairs = matching.pair_entities(gold, Reading(article=document.article, reader="", entities=entities(document)))
    own = {theirs: ours for ours, theirs in pairs.of.items()}
    for wanted in gold.entities:
        if wanted.id in own:
            document.entities[own[wanted.id]].type = wanted.type
    for stray in document.entities.keys() - pairs.of.keys():
        _drop(document, stray)
    for wanted in gold.entities:
        if wanted.id not in own:
            _add(document, wanted)
    document.mentions.sort(key=lambda m: (m.start, -m.end))


def _drop(document: Document, entity: str) -> None:
    del document.entities[entity]
    document.mentions = [m for m in document.mentions if m.entity != entity]
    for other in document.entities.values():
        if other.jurisdiction == entity:
            other.jurisdiction = None


def _add(document: Document, wanted: GoldEntity) -> None:
    """Adds an entity where its names stand and nothing that is known already straddles them."""
    found: list[Mention] = []
    for number, name in enumerate(sorted(wanted.names, key=len, reverse=True)):
        kind = MentionKind.NAME if number == 0 else MentionKind.SHORT
        words = r"\s+".join(map(re.escape, name.split()))
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", document.text.clean):
            start, end = match.span()
            if not any(_clash(start, end, m) for m in (*document.mentions, *found)):
                found.append(Mention(start, end, f"gold {wanted.id}", kind))
    if found:
        names = list(dict.fromkeys(document.text.clean[m.start : m.end] for m in found))
        draft = EntityDraft(f"gold {wanted.id}", wanted.type, names, list(wanted.aka))
        document.entities[draft.id] = draft
        document.mentions += found


def _clash(start: int, end: int, mention: Mention) -> bool:
    """Whether the stretch and ``mention`` overlap and neither lies inside the other, or both are the same."""
    if end <= mention.start or mention.end <= start:
        return False
    inside = mention.start <= start and end <= mention.end
    around = start <= mention.start and mention.end <= end
    return inside == around
