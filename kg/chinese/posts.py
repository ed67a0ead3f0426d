"""Posts: the titles before a person's name, each with the body, company or place that stands before it."""

import re
from dataclasses import dataclass, replace

from kg.chinese import titles
from kg.chinese.bodies import note
from kg.chinese.document import Document, Mention, Sentence
from kg.chinese.organisations import telling
from kg.chinese.places import governed, levels
from kg.chinese.titles import IDLE, Title, title
from kg.facts import EntityType, Passage, Post

_BECOMES = re.compile(r"(?:同志)?(?:为|任|担任|出任|当选为?|兼任|的)")
_TITLE_BEFORE = re.compile(rf"{IDLE}({titles.pattern().pattern})$")
_ORGANISATIONS = (EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PARK, EntityType.GOVERNMENT,
                  EntityType.FACILITY, EntityType.PLACE)  # fmt: skip
#: Departments of a Party committee, named without it.
_OF_PARTY = ("组织部", "宣传部", "统战部", "政法委", "办公室", "社会工作部")
#: Where the name of an organisation that is not known ends to the left of a title.
_BREAK = re.compile(r"[，。；、：！？“”（）\s]|(?:和|与|及|由|在|的)")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A title and what stands before it, up to the next pause."""

    title: Title
    start: int
    """Where what stands before the title begins, in the body."""
    at: int
    """Where the title begins."""


def find_posts(document: Document) -> list[Post]:
    """The posts of all persons, each once."""
    found: dict[tuple[str, str, str | None], Post] = {}
    for sentence in document.sentences:
        shared: list[_Segment] = []
        last = -1
        for person in document.within(sentence.start, sentence.end, EntityType.PERSON):
            chain = _chain(document, sentence, person.start)
            if not chain and shared and person.start == last + 1 and shared[-1].title.printed.startswith("副"):
                chain = shared[-1:]  # "副市长张三、李四"
            shared, last = chain, person.end
            if (given := _given(document, sentence, person)) is not None:
                for post in _posts(document, sentence, person, [given]):
                    whole = (Passage(person.start, given.at + len(given.title.printed)),)
                    found.setdefault((post.person, post.role, post.of), replace(post, passages=whole))
            for post in _posts(document, sentence, person, chain):
                found.setdefault((post.person, post.role, post.of), post)
    return _without_vaguer(list(found.values()))


def _without_vaguer(posts: list[Post]) -> list[Post]:
    """Without posts whose body is not known where another says which."""
    known = {(p.person, p.role) for p in posts if p.of is not None}
    return [p for p in posts if p.of is not None or (p.person, p.role) not in known]


def _chain(document: Document, sentence: Sentence, at: int) -> list[_Segment]:
    """The titles in a row before a name, from left to right: "市委副书记、市长"."""
    found: list[_Segment] = []
    end = at
    while match := _TITLE_BEFORE.search(document.body, sentence.start, end):
        known = title(match[1])
        if known is None:
            break
        begin = _left(document, sentence, match.start())
        found.append(_Segment(known, begin, match.start()))
        if document.body[begin - 1 : begin] not in ("、", "兼") or begin - 1 <= sentence.start:
            break
        end = begin - 1
    return found[::-1]


def _given(document: Document, sentence: Sentence, person: Mention) -> _Segment | None:
    """The post behind a name: "张三为市商务局局长", "免去张三的市商务局局长职务"."""
    rest = document.body[person.end : sentence.end]
    match = _BECOMES.match(rest)
    if match is None:
        return None
    titled = [m for m in titles.pattern().finditer(rest, match.end()) if "，" not in rest[: m.start()]]
    if not titled or (match[0].endswith("的") and not rest.startswith("职务", titled[-1].end())):
        return None
    known = title(titled[-1][0])
    return None if known is None else _Segment(known, person.end + match.end(), person.end + titled[-1].start())


def _left(document: Document, sentence: Sentence, at: int) -> int:
    """Where the name before a title begins: at a pause, or where an organisation's name that ends there does."""
    if (named := _ending(document, sentence, at)) is not None:
        return named.start
    breaks = [m.end() for m in _BREAK.finditer(document.body, sentence.start, at)]
    return max([sentence.start, *breaks, *(m.end for m in document.within(sentence.start, at))])


def _ending(document: Document, sentence: Sentence, at: int) -> Mention | None:
    fits = [m for m in document.within(sentence.start, at, *_ORGANISATIONS) if m.end == at]
    return min(fits, key=lambda m: m.start, default=None)


def _posts(document: Document, sentence: Sentence, person: Mention, chain: list[_Segment]) -> list[Post]:
    found: list[Post] = []
    held: str | None = None
    for segment in chain:
        of = _of(document, sentence, segment, held)
        held = of or held
        found.append(
            Post(
                person=person.entity, role=segment.title.role, printed=segment.title.printed, of=of,
                passages=(Passage(chain[0].start, person.end),), confidence=0.9 if of else 0.7,
            )
        )  # fmt: skip
    return found


def _of(document: Document, sentence: Sentence, segment: _Segment, held: str | None) -> str | None:
    """What the post is in: what is named before the title, else the place or organisation of the title before."""
    named = _ending(document, sentence, segment.at)
    kind = segment.title.kind
    if named is not None:
        entity = document.entities[named.entity]
        return entity.id
    if kind == "territory":
        return _territory(document, segment, held)
    before = document.body[segment.start : segment.at]
    if kind == "company" and len(before) >= 2 and before not in ("公司", "该公司", "企业", "集团", "本公司"):
        return _company(document, segment, before)
    if held is not None and before in _OF_PARTY and document.entities[held].jurisdiction:
        body = note(document, segment.start, segment.at, document.entities[held].jurisdiction)
        document.entities[body].rebuilt = [document.entities[held].names[0] + before]
        return body
    if held is not None and document.entities[held].type is not EntityType.PLACE:
        return held
    if before in ("公司", "该公司", "企业", "集团", "本公司") or (kind == "company" and not before):
        company = document.last(segment.at, EntityType.ENTERPRISE)
        return company.entity if company else None
    return None


def _territory(document: Document, segment: _Segment, held: str | None) -> str | None:
    wanted = segment.title.level
    if held is not None:
        place = document.entities[held].jurisdiction or held
        if document.entities[place].type is EntityType.PLACE and (
            wanted in levels(document, place) or not levels(document, place)
        ):
            return place
    return governed(document, segment.at, wanted)


def _company(document: Document, segment: _Segment, before: str) -> str | None:
    """A company that is named by a short name only: "海信董事长"."""
    if not telling(before) or len(before) > 14 or re.search(r"[，。、\d]", before):
        return None
    entity = document.add(EntityType.ENTERPRISE, before, f"enterprise-{before}")
    document.mention(segment.start, segment.at, entity.id)
    return entity.id
