"""The layout of a page's text: which lines are the article, which are boilerplate, and what the page says of itself."""

import re
from dataclasses import replace

from kg.articles import chinese_page
from kg.articles import page_meta as meta
from kg.articles.blocks import Block as Block
from kg.articles.blocks import BlockKind as BlockKind
from kg.articles.blocks import Page as Page
from kg.articles.datelines import carried_for, carries, dateline
from kg.articles.page_lines import Line, Role, lines

#: A word at a line's end behind which the sentence or name must go on.
_OPEN = re.compile(
    r"(?:[,;&(-]|\b(?:the|a|an|of|and|or|in|on|at|to|for|with|by|from|as|that|which|its|is|are|was|were|has|have|into|The))$"
)
_CLOSED = re.compile(r"""[.!?:;]["')\]]*$""")
#: An item of a list: it begins a block of its own.
_ITEM = re.compile(r"(?:[-–—•·●◆■▪○*]|\(?\d{1,2}[.)、])\s")
_BULLET = re.compile(r"[•·●◆■▪○*]\s")
#: A line of a programme: "Organizers: X, Y".
_LABELLED = re.compile(r"[A-Z][a-z]+(?: [A-Za-z]+){0,2}: (?:\S+ ){2,}")
#: An entry of a list of people.
_PERSON = re.compile(r"(?:Mr|Ms|Mrs|Dr|Prof)\b\.?\s[A-Z]")
#: The section's name before a headline: "【City News】".
_LABEL = re.compile(r"^【[^】]{1,24}】\s*(?=\S)")


def describe(body: str) -> Page:
    """The layout and printed metadata of ``body``."""
    if chinese_page.is_chinese(body):
        return chinese_page.describe(body)
    found = _told_in_pictures(lines(body))
    first, last = _extent(found)
    title = _headline(found[:first])
    own = _own(found[first:last])
    told = max((i for i in range(first, last) if found[i].role is Role.PROSE), default=-1)
    blocks: list[Block] = []
    stated = False
    for i, line in enumerate(found):
        kind = BlockKind.BOILERPLATE
        if line in title:
            kind = BlockKind.HEADLINE
        elif first <= i < last:
            kind = _inside(found, i, last, told)
        elif i < first and not stated and _banner(line, own):
            kind = BlockKind.SUBHEAD
        stated |= kind is not BlockKind.BOILERPLATE
        _append(blocks, body, line, kind, opening=i == first)
    wire, carried = _wire(body, blocks)
    return Page(
        blocks=tuple(blocks),
        title=_LABEL.sub("", " ".join(line.text for line in title)) or None,
        date=_date(found, first, last) or wire,
        publisher=_publisher(found, first) or carried,
        language=_language(body, blocks),
    )


#: The credit behind a picture's text.
_CREDIT = re.compile(r"\s*[\[(](?:photo|picture|image)[^\])]*[\])]\s*$", re.IGNORECASE)
#: Words of a caption that tells a story of its own.
_STORY = 20


def _told_in_pictures(found: list[Line]) -> list[Line]:
    """``found`` with captions as prose, without their credits, where they are the article, as in a photo gallery."""
    stories = {n.start: n for n in found if n.role is Role.CAPTION and len(n.text.split()) >= _STORY}
    prose = sum(len(n.text.split()) for n in found if n.role is Role.PROSE)
    if len(stories) < 3 or sum(len(n.text.split()) for n in stories.values()) < prose:
        return found
    return [
        replace(n, text=(t := _CREDIT.sub("", n.text)), end=n.start + len(t), role=Role.PROSE)
        if n.start in stories else n
        for n in found
    ]  # fmt: skip


def _extent(found: list[Line]) -> tuple[int, int]:
    """First line of the article's own prose and the end of it: where a tail of other articles or the footer begins."""
    prose = [i for i, line in enumerate(found) if line.role is Role.PROSE and not _shout(found, i)]
    if not prose:
        return len(found), len(found)
    first, last = prose[0], max(i for i, line in enumerate(found) if line.role is Role.PROSE)
    lengths = [len(line.text) if line.role is Role.PROSE else 0 for line in found]
    before, behind = lengths[first], sum(lengths[first + 1 :])
    for i in range(first + 1, len(found)):
        if found[i].role is Role.FOOTER and i > last:
            return first, i
        if found[i].role is Role.TAIL and (before >= behind or before > 600):
            return first, i
        before, behind = before + lengths[i], behind - lengths[i]
    return first, len(found)


#: What an article on a site of its own calls the body whose site it is: "our hospital", "the Association".
_OWN = re.compile(
    r"\b(?:[Oo]ur (?P<ours>(?i:hospital|university|college|school|institute|academy|company|group|bank|park|zone"
    r"|chamber|association|bureau|center|centre|office|department|district|county|subdistrict|town|port|airport))"
    r"|[Tt]he (?P<called>Hospital|University|College|Institute|Academy|Chamber|Association|Circle|Club|Council|Bureau"
    r"|Center|Centre|Federation|Society|Foundation|Consulate-General|Consulate|Embassy))\b"
)


def _own(article: list[Line]) -> tuple[set[str], set[str]]:
    """Nouns by which the article calls a body its own: as "our", and as "the" where no name goes before them."""
    text = "\n".join(n.text for n in article)
    found = list(_OWN.finditer(text))
    called = {own["called"] for own in found if own["called"]}
    named = {noun for noun in called if re.search(rf"\b(?!The\b)[A-Z][\w'-]+ {noun}\b", text)}
    return {own["ours"].lower() for own in found if own["ours"]}, {noun.lower() for noun in called - named}


def _banner(line: Line, own: tuple[set[str], set[str]]) -> bool:
    """Whether ``line`` names the body that the article calls its own: "our hospital" below "Example Heart Hospital"."""
    words = line.text.lower().split()
    if line.role not in (Role.SHORT, Role.MENU) or not 2 <= len(words) <= 12 or re.search(r"[|>»/:!?]", line.text):
        return False
    ours, called = own
    last = {words[-1], *line.text.lower().partition(" of ")[0].split()[-1:]}
    return bool(ours & last or called & set(words))


def _shout(found: list[Line], i: int) -> bool:
    """Whether a line that reads as a sentence is a headline: it ends in "!" or "?" above the first plain sentence."""
    line = found[i]
    return line.text[-1] in "!?" and len(line.text) < 160 and any(
        n.role is Role.PROSE and n.text.rstrip("\"')")[-1:] == "." for n in found[i + 1 :]
    ) and not any(n.role is Role.PROSE for n in found[:i])  # fmt: skip


def _headline(top: list[Line]) -> list[Line]:
    """The headline among the lines above the first paragraph, with the line that continues it, if there is one."""
    candidates = [
        i for i, line in enumerate(top)
        if line.role in (Role.SHORT, Role.PROSE) and not (i and top[i - 1].role is Role.GIVER)
    ]  # fmt: skip
    if not candidates:
        return []
    best = max(candidates, key=lambda i: _headline_score(top, i))
    words = top[best].text.split()
    if len(words) < 3:
        return []
    if best - 1 in candidates and len(top[best - 1].text.split()) >= 5 and not _continues(top[best - 1], top[best]):
        best -= 1  # the second of two is a deck
    chosen = [top[best]]
    while best + 1 < len(top) and top[best + 1].role is Role.SHORT and (
        _OPEN.search(chosen[-1].text) or top[best + 1].text[0].islower()
    ):  # fmt: skip
        best += 1
        chosen.append(top[best])
    return chosen


def _headline_score(top: list[Line], i: int) -> tuple[bool, bool, int, int]:
    words = len(top[i].text.split())
    stamps = (Role.STAMP, Role.CREDIT, Role.GIVER)
    above, below = (0 <= j < len(top) and top[j].role in stamps for j in (i - 1, i + 1))
    masthead = bool(re.search(r"\s\|\s", top[i].text)) and words < 14
    return words >= 4, not masthead, 2 if below and words > 5 else int(above or below), i


def _inside(found: list[Line], i: int, last: int, told: int) -> BlockKind:
    """Kind of line ``i`` between the first paragraph and the end of the article; ``told`` is the last line of prose."""
    line = found[i]
    if line.role is Role.PROSE:
        return BlockKind.PARAGRAPH
    if line.role is Role.CAPTION:
        return BlockKind.CAPTION
    if line.role is Role.SHORT:
        later = next((found[n] for n in range(i + 1, last) if found[n].role is not Role.CAPTION), None)
        earlier, more = found[i - 1], i < told
        if _continues(earlier, line) or (later is not None and len(line.text.split()) >= 9 and _continues(line, later)):
            return BlockKind.PARAGRAPH
        if _CLOSED.search(line.text) and len(line.text.split()) >= 3:
            return BlockKind.PARAGRAPH
        if _LABELLED.match(line.text) and more:
            return BlockKind.PARAGRAPH
        listed = _BULLET.match(line.text) or _PERSON.match(line.text)
        if listed and len(line.text.split()) >= 3 and (more or _announced(found, i)):
            return BlockKind.PARAGRAPH
        if later is not None and more:
            return BlockKind.PARAGRAPH if len(line.text.split()) > 14 else BlockKind.SUBHEAD
    return BlockKind.BOILERPLATE


def _announced(found: list[Line], i: int) -> bool:
    """Whether the list that the line belongs to is announced by a colon: "Among them are:"."""
    first = next((n for n in range(i - 1, -1, -1) if not _BULLET.match(found[n].text)), None)
    return first is not None and found[first].text.endswith(":")


def _continues(line: Line, following: Line) -> bool:
    """Whether ``following`` goes on with the sentence that ``line`` breaks off."""
    if line.role not in (Role.PROSE, Role.SHORT) or _CLOSED.search(line.text) or _ITEM.match(following.text):
        return False
    entry = _BULLET.match(line.text) or _PERSON.match(line.text)
    if entry and following.after_blank and not following.text[0].islower():
        return False
    if following.text[0].islower() or _OPEN.search(line.text):
        return True
    return len(line.text.split()) >= 9 and not _title_case(line.text)


def _title_case(text: str) -> bool:
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return bool(words) and sum(w[0].isupper() for w in words) > 0.75 * len(words)


#: Lines from the first paragraph on that may date an article which has no stamp, and words that make a line too long.
_OPENING, _LONG = 2, 26
#: Characters at the end of a block that tell whether it goes on.
_BEHIND = 2_000


def _append(blocks: list[Block], body: str, line: Line, kind: BlockKind, *, opening: bool) -> None:
    """Adds ``line``: as its own block, as two if a dateline opens it, or to the block it continues.

    ``opening``: whether the line is the first of the article.
    """
    if blocks and kind in (BlockKind.PARAGRAPH, BlockKind.SUBHEAD, BlockKind.HEADLINE):
        before = blocks[-1]
        text = body[max(before.start, before.end - _BEHIND) : before.end].rstrip()
        broken = not _CLOSED.search(text.replace("”", '"').replace("’", "'")) and not _ITEM.match(line.text)
        entry = line.after_blank and bool(
            _BULLET.match(body, before.start) or _PERSON.match(body, before.start) or _LABELLED.match(line.text)
        )
        if kind is before.kind is BlockKind.HEADLINE or (
            before.kind is BlockKind.PARAGRAPH and broken and not entry
            and (line.text[0].islower() or _OPEN.search(text) or (len(text.split()) >= 9 and not _title_case(text)))
        ):  # fmt: skip
            blocks[-1] = Block(before.kind, before.start, line.end)
            return
        if before.kind is BlockKind.SUBHEAD and line.text[0].islower():
            blocks[-1] = Block(BlockKind.PARAGRAPH, before.start, line.end)
            return
    filed = dateline(line.text, opening=opening) if kind is BlockKind.PARAGRAPH else 0
    if filed:
        blocks.append(Block(BlockKind.DATELINE, line.start, line.start + filed))
        if filed < len(line.text):
            rest = BlockKind.DATELINE if carries(line.text[filed:]) else kind
            blocks.append(Block(rest, line.start + filed, line.end))
        return
    blocks.append(Block(kind, line.start, line.end))


def _date(found: list[Line], first: int, last: int) -> str | None:
    """Date from the stamp nearest above the article, else from one below it; a copyright line is no stamp.

    Where there is none, a short line at the top that is dated without being a sentence says when: "Prepared by the
    Bureau of Statistics, 27 February 2020", "Date: Apr 24, 2024    Venue: Media Tower". The head of an issue may name
    the days that it is about instead: "No. 37, 2020 (Sept. 7 - Sept. 13)".
    """
    dated = (Role.STAMP, Role.CREDIT)
    above = [line for line in reversed(found[:first]) if line.role in dated]
    below = [line for line in found[first:] if line.role in dated]
    loose = [
        line for line in found[: first + _OPENING] if line.text[-1] not in ".!?" and len(line.text.split()) < _LONG
    ]
    return next(
        (date for line in (*above, *below, *loose) if (date := meta.iso_date(line.text))),
        next((date for line in (*above, *loose) if (date := meta.last_day(line.text))), None),
    )


def _publisher(found: list[Line], first: int) -> str | None:
    for i, line in enumerate(found[:first]):
        if line.role is Role.GIVER and i + 1 < len(found):
            return found[i + 1].text
    stamps = [line for line in found if line.role in (Role.STAMP, Role.CREDIT)]
    return next((name for line in stamps if (name := meta.publisher_of(line.text))), None)


def _wire(body: str, blocks: list[Block]) -> tuple[str | None, str | None]:
    """Date and carried outlet of a newswire's dateline."""
    for i, block in enumerate(blocks):
        if block.kind is BlockKind.DATELINE:
            date = meta.iso_date(body[block.start : block.end])
            following = blocks[i + 1] if i + 1 < len(blocks) else None
            lead = body[following.start : following.end] if following else ""
            return date, carried_for(lead)
    return None, None


def _language(body: str, blocks: list[Block]) -> str | None:
    prose = " ".join(body[b.start : b.end] for b in blocks if b.kind is BlockKind.PARAGRAPH)
    return meta.language_of(prose or body)
